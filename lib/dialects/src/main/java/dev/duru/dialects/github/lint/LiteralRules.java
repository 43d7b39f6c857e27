package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.expr.GhaTemplate;
import dev.duru.dialects.github.syntax.Fields;
import dev.duru.dialects.github.syntax.JobSyntax;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Plain values that have the right shape and that GitHub refuses all the same. */
final class LiteralRules {
    private static final int LONGEST_GROUP = 400;
    private static final Pattern IMAGE_VERSION = Pattern.compile("[0-9]{1,9}\\.\\*");
    private static final Set<String> OWNERS = Set.of("org", "organization", "ent", "enterprise");

    private final Problems problems;

    LiteralRules(Problems problems) {
        this.problems = problems;
    }

    void check(JobSyntax job) {
        concurrency(job.concurrency());
        if (job.runsOn() instanceof YamlMap runner) {
            group(new Fields(runner).text("group"));
        }
        image(job.container());
        if (job.services() instanceof YamlMap services) {
            services.entries().forEach(service -> image(service.value()));
        }
        if (new Fields(job.body()).map("snapshot") instanceof YamlMap snapshot) {
            version(new Fields(snapshot).text("version"));
        }
    }

    /** The group of a workflow or a job. */
    void concurrency(@Nullable YamlNode node) {
        YamlScalar name =
                node instanceof YamlMap map
                        ? new Fields(map).text("group")
                        : node instanceof YamlScalar group ? group : null;
        if (name != null && isPlain(name) && name.text().length() > LONGEST_GROUP) {
            problems.error(
                    name.position(),
                    ShapeChecker.RULE,
                    "the name of the concurrency group has %,d characters"
                            .formatted(name.text().length()),
                    "use at most " + LONGEST_GROUP);
        }
    }

    private static boolean isPlain(YamlScalar scalar) {
        return !GhaTemplate.isTemplate(scalar.text());
    }

    private void group(@Nullable YamlScalar group) {
        if (group == null || !isPlain(group) || !group.text().contains("/")) {
            return;
        }
        String[] names = group.text().split("/", -1);
        if (names.length != 2 || names[1].isEmpty() || !OWNERS.contains(names[0])) {
            problems.error(
                    group.position(),
                    "runner-label",
                    "`" + group.text() + "` names no group of runners",
                    "write the group's name, or organization/NAME or enterprise/NAME");
        }
    }

    private void image(@Nullable YamlNode container) {
        YamlNode image =
                container instanceof YamlMap map ? map.find("image").orElse(null) : container;
        if (image instanceof YamlScalar reference && reference.text().equals("docker://")) {
            problems.error(
                    reference.position(),
                    ShapeChecker.RULE,
                    "the image has no name",
                    "write it behind docker://");
        }
    }

    private void version(@Nullable YamlScalar version) {
        // A broken pattern is reported as such.
        if (version != null
                && !version.text().contains("[")
                && isPlain(version)
                && !IMAGE_VERSION.matcher(version.text()).matches()) {
            problems.error(
                    version.position(),
                    ShapeChecker.RULE,
                    "`" + version.text() + "` is no version of an image",
                    "write a major version, such as 1.*");
        }
    }
}
