/**
 * Devices through TornadoVM, of an SDK that the user has: kernels in Java that its compiler turns into OpenCL C or PTX.
 *
 * <p>TornadoVM needs a JVM with flags of its own. A session therefore starts one, in which a small host program runs kernels, and
 * shares memory with it. Nothing here is compiled against TornadoVM.
 */
@NullMarked
package dev.tilewright.device.tornado;

import org.jspecify.annotations.NullMarked;
