package dev.duru.pipeline;

import java.util.List;

/** What the runs of a commit made of the files that its package needs. */
public sealed interface PackageOutput {
    /** A run that the commit's push started has not ended. */
    record Pending() implements PackageOutput {}

    /** A run of the commit did not succeed, so there is nothing to package. */
    record Failed(String message) implements PackageOutput {}

    /** All runs succeeded, but no job left all of the files. */
    record Missing(List<String> paths, String message) implements PackageOutput {}

    /**
     * The files, in a tar archive among the blobs, with names relative to the workspace.
     *
     * @param digest of the blob
     */
    record Ready(String digest) implements PackageOutput {}
}
