package dev.duru.yaml;

/**
 * How to read, and when to give up.
 *
 * @param duplicates what a key that occurs twice in one mapping means
 * @param merges what {@code <<} does
 * @param maxDepth deepest nesting of collections, aliases included
 * @param maxNodes most nodes in a document, counted as if each alias were a copy
 * @param maxCharacters longest text, in UTF-16 units
 */
public record YamlOptions(
        Duplicates duplicates, Merges merges, int maxDepth, int maxNodes, int maxCharacters) {
    /** What a key that occurs twice in one mapping means. */
    public enum Duplicates {
        /** An error; the first one counts. */
        ERROR,
        /** A warning; the last one counts, as in most YAML readers that CI services run. */
        LAST_WINS
    }

    /** What {@code <<} does. */
    public enum Merges {
        /** Nothing: it is a key like others. */
        NONE,
        /** It pulls in what is not there, as YAML 1.1 says; of several the first wins. */
        FILL,
        /**
         * It pulls in everything where it stands: it wins over keys above it and loses to those
         * below, as in Ruby's reader; of several the last wins.
         */
        IN_ORDER
    }

    /** Duplicates are errors, merge keys work, 100 levels, 200,000 nodes, 4 million characters. */
    public static YamlOptions defaults() {
        return new YamlOptions(Duplicates.ERROR, Merges.FILL, 100, 200_000, 4_000_000);
    }

    public YamlOptions withDuplicates(Duplicates value) {
        return new YamlOptions(value, merges, maxDepth, maxNodes, maxCharacters);
    }

    public YamlOptions withMergeKeys(boolean value) {
        return withMerges(value ? Merges.FILL : Merges.NONE);
    }

    public YamlOptions withMerges(Merges value) {
        return new YamlOptions(duplicates, value, maxDepth, maxNodes, maxCharacters);
    }
}
