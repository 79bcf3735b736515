${style.role}

You are given a computation, a device, and a kernel that computes it there, with the time it was measured to take. You propose a kernel that
takes less time. Your kernel is verified against a double-precision reference, on several problems with inputs you cannot see, before it is
timed; one that is wrong, or that relies on one problem's numbers without saying so, earns nothing.

${style.hints}
