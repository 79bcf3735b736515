package dev.tilewright.cli;

/** How a command prints its data on standard output. */
enum OutputFormat {
    TEXT,
    JSON
}
