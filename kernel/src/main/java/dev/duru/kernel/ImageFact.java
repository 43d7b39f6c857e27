package dev.duru.kernel;

/** What became of an image after it was published. */
public sealed interface ImageFact extends Fact.OfChange {
    String digest();

    /**
     * The registry keeps it no longer.
     *
     * @param commit one of those that it was built from
     * @param bytes config and layers, compressed; those that other images share are still there
     */
    record ImageDropped(
            ProjectName project, String commit, String digest, String repository, long bytes)
            implements ImageFact {}
}
