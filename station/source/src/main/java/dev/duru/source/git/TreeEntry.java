package dev.duru.source.git;

/**
 * A line of a folder's listing.
 *
 * @param name the last part of the path
 * @param path from the root of the repository, with {@code /} between
 * @param size in bytes; 0 for what is not a file
 */
public record TreeEntry(String name, String path, Kind kind, long size) {
    /** What lies at a path. */
    public enum Kind {
        FOLDER,
        FILE,
        EXECUTABLE,
        LINK,
        SUBMODULE
    }
}
