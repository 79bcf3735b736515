The comments that begin with `// tilewright:` belong to the kernel. `launch` gives the number of work-items and the size of a group in each
dimension, fastest first, as formulas over ${sizes} and tunables; the group size must divide the number of work-items. `arguments` gives
the order of the parameters. `constraint` says what sizes and tunables must satisfy. Change them with the code.
Several entry points are launched one after the other: `entry`, `arguments` and `launch` stand once for each, in that order. They may share
buffers of their own, `// tilewright:scratch T float32 [N / 8, K, 8]`, and take sizes of their own as int, `// tilewright:size PARTS K / 128`.
Leave numbers open that the device should decide: `// tilewright:tunable TILE 8,16,32` declares a macro TILE, and its best value is searched
for on the device. ${language.note}
