package dev.tilewright.confine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** There is no place for temporary files: the machine is to blame, and nothing that was to run there. The message says where. */
public final class NoTemporaryFolderException extends UncheckedIOException {

    NoTemporaryFolderException(Path parent, String reason, IOException cause) {
        super(
                "no temporary folder can be made in %s (%s): free some space there, or set TMPDIR to a folder that can be written"
                        .formatted(parent, reason),
                cause);
    }
}
