package dev.duru.delivery;

import java.util.List;

/**
 * What differs between two releases.
 *
 * @param added commits that only the second one has, newest first
 * @param removed commits that only the first one has, newest first
 * @param configuration attributes of the environment that differ
 * @param layers of both images, in the order of the second; empty when both are the same image or
 *     one is gone
 * @param imageNote why nothing is said of the layers; {@code ""} when something is
 */
public record ReleaseDiff(
        ReleaseView from,
        ReleaseView to,
        List<CommitLog.Line> added,
        List<CommitLog.Line> removed,
        List<Difference> configuration,
        List<Layer> layers,
        String imageNote) {

    /** An attribute; {@code ""} where it is not set. */
    public record Difference(String attribute, String before, String after) {}

    /** A layer; {@code change} is {@code kept}, {@code added} or {@code removed}. */
    public record Layer(String digest, long bytes, String change) {}
}
