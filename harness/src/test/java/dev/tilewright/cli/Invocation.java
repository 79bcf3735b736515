package dev.tilewright.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * One run of the program in this JVM.
 *
 * @param exitCode its exit code
 * @param out what it wrote on standard output
 * @param err what it wrote on standard error
 */
record Invocation(int exitCode, String out, String err) {

    static Invocation of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Invocation(exitCode, out.toString(), err.toString());
    }
}
