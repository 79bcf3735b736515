package dev.tilewright.device;

/** A program of its own for tests: prints the hardware key of the device that it is asked for, or why there is none. */
final class HardwareKey {

    private HardwareKey() {}

    public static void main(String[] arguments) {
        try {
            System.out.println(Backends.load().device(arguments[0]).hardware().key());
        } catch (NoDeviceException absent) {
            System.out.println(absent.getMessage());
        }
    }
}
