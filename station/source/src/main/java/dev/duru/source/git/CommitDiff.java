package dev.duru.source.git;

import java.util.List;

/**
 * How two commits differ.
 *
 * @param files the files, in the order of their paths
 * @param hidden how many more files there are than {@code files} has
 */
public record CommitDiff(List<FileDiff> files, int hidden) {
    /** The number of added lines in the files shown. */
    public int added() {
        return files.stream()
                .mapToInt(file -> file.content() instanceof FileDiff.Lines l ? l.added() : 0)
                .sum();
    }

    /** The number of removed lines in the files shown. */
    public int removed() {
        return files.stream()
                .mapToInt(file -> file.content() instanceof FileDiff.Lines l ? l.removed() : 0)
                .sum();
    }
}
