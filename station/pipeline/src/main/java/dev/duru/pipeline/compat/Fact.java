package dev.duru.pipeline.compat;

import dev.duru.yaml.YamlNode;
import java.util.function.Predicate;

/**
 * What becomes of a key.
 *
 * @param path such as {@code jobs.*.steps[].run}: a star for a name that the user chooses, brackets
 *     for the items of a list
 * @param values which values it is about, for people; empty for all
 * @param when whether it is about this value
 * @param instead what happens instead, one sentence without its full stop; empty where the key
 *     means what it means on GitHub
 * @param mend what the author of the file can do
 */
record Fact(String path, String values, Predicate<YamlNode> when, String instead, String mend) {
    /** The key means what it means on GitHub. */
    static Fact honoured(String path) {
        return new Fact(path, "", value -> true, "", "");
    }

    /** Something else happens. */
    static Fact differs(String path, String instead, String mend) {
        return new Fact(path, "", value -> true, instead, mend);
    }

    /** Something else happens for some values. */
    static Fact differs(
            String path, String values, Predicate<YamlNode> when, String instead, String mend) {
        return new Fact(path, values, when, instead, mend);
    }

    boolean isHonoured() {
        return instead.isEmpty();
    }
}
