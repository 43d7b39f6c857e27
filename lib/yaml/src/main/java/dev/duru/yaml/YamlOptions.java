package dev.duru.yaml;

/**
 * How to read, and when to give up.
 *
 * @param duplicates what a key that occurs twice in one mapping means
 * @param mergeKeys whether {@code <<} pulls in the entries of another mapping
 * @param maxDepth deepest nesting of collections, aliases included
 * @param maxNodes most nodes in a document, counted as if each alias were a copy
 * @param maxCharacters longest text, in UTF-16 units
 */
public record YamlOptions(
        Duplicates duplicates, boolean mergeKeys, int maxDepth, int maxNodes, int maxCharacters) {
    /** What a key that occurs twice in one mapping means. */
    public enum Duplicates {
        /** An error; the first one counts. */
        ERROR,
        /** A warning; the last one counts, as in most YAML readers that CI services run. */
        LAST_WINS
    }

    /** Duplicates are errors, merge keys work, 100 levels, 200,000 nodes, 4 million characters. */
    public static YamlOptions defaults() {
        return new YamlOptions(Duplicates.ERROR, true, 100, 200_000, 4_000_000);
    }

    public YamlOptions withDuplicates(Duplicates value) {
        return new YamlOptions(value, mergeKeys, maxDepth, maxNodes, maxCharacters);
    }

    public YamlOptions withMergeKeys(boolean value) {
        return new YamlOptions(duplicates, value, maxDepth, maxNodes, maxCharacters);
    }
}
