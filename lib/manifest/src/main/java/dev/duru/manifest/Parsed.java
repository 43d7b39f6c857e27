package dev.duru.manifest;

import dev.duru.yaml.YamlProblem;
import java.util.List;

/** What became of a text: a manifest, or everything that is wrong with it. */
public sealed interface Parsed {
    record Good(Manifest manifest) implements Parsed {}

    /** At least one problem, in the order of the file. */
    record Bad(List<YamlProblem> problems) implements Parsed {
        public Bad {
            problems = List.copyOf(problems);
        }
    }

    /**
     * The manifest.
     *
     * @throws ManifestException with all problems when there are some
     */
    default Manifest orThrow() {
        return switch (this) {
            case Good(Manifest manifest) -> manifest;
            case Bad(List<YamlProblem> problems) -> throw new ManifestException(problems);
        };
    }
}
