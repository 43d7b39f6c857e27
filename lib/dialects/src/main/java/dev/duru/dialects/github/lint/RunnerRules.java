package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.expr.Ast;
import dev.duru.dialects.github.expr.GhaParser;
import dev.duru.dialects.github.expr.GhaTemplate;
import dev.duru.dialects.github.expr.SyntaxException;
import dev.duru.dialects.github.syntax.Fields;
import dev.duru.dialects.github.syntax.JobSyntax;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks labels of runners, and whether a shell exists on the runner's os. */
final class RunnerRules {
    private static final Set<String> HOSTED =
            Set.of(
                    ("ubuntu-slim ubuntu-latest ubuntu-latest-4-cores ubuntu-latest-8-cores"
                                    + " ubuntu-latest-16-cores ubuntu-24.04 ubuntu-24.04-arm"
                                    + " ubuntu-22.04 ubuntu-22.04-arm windows-latest"
                                    + " windows-latest-8-cores windows-2025 windows-2025-vs2026"
                                    + " windows-2022 windows-11-arm macos-latest"
                                    + " macos-latest-xlarge macos-latest-large macos-26"
                                    + " macos-26-intel macos-26-xlarge macos-26-large macos-15"
                                    + " macos-15-intel macos-15-xlarge macos-15-large macos-14"
                                    + " macos-14-xlarge macos-14-large")
                            .split(" "));
    private static final Set<String> OWN =
            Set.of("self-hosted", "x64", "arm", "arm64", "linux", "macos", "windows");
    private static final Set<String> UNIX_SHELLS = Set.of("bash", "pwsh", "python", "sh");
    private static final Set<String> WINDOWS_SHELLS =
            Set.of("bash", "pwsh", "python", "cmd", "powershell");

    /** The operating os of a runner, as far as its labels tell. */
    enum Os {
        UNKNOWN,
        UNIX,
        WINDOWS
    }

    private final Problems problems;

    RunnerRules(Problems problems) {
        this.problems = problems;
    }

    private static List<YamlScalar> labels(@Nullable YamlNode runsOn) {
        return switch (runsOn) {
            case null -> List.of();
            case YamlScalar scalar -> scalar.text().isEmpty() ? List.of() : List.of(scalar);
            case YamlMap map -> labels(map.find("labels").orElse(null));
            case YamlList list -> {
                List<YamlScalar> labels = new ArrayList<>();
                for (YamlNode item : list.items()) {
                    if (item instanceof YamlScalar scalar && !scalar.text().isEmpty()) {
                        labels.add(scalar);
                    }
                }
                yield labels;
            }
        };
    }

    void check(JobSyntax job) {
        List<YamlScalar> labels = labels(job.runsOn());
        List<YamlScalar> seen = new ArrayList<>();
        for (YamlScalar label : labels) {
            boolean template = GhaTemplate.isTemplate(label.text());
            List<YamlScalar> values =
                    template ? fromMatrix(label, job.strategy().matrix()) : List.of(label);
            values.forEach(this::known);
            if (labels.size() > 1) {
                List<YamlScalar> agreeing = new ArrayList<>();
                for (YamlScalar value : values) {
                    if (agrees(value, seen)) {
                        agreeing.add(value);
                    }
                }
                seen.addAll(agreeing);
            }
        }
    }

    private void known(YamlScalar label) {
        String name = label.text().toLowerCase(Locale.ROOT);
        if (!HOSTED.contains(name) && !OWN.contains(name)) {
            problems.warning(
                    label.position(),
                    "runner-label",
                    "GitHub has no runner with the label `" + label.text() + "`",
                    "use one such as ubuntu-latest, unless it is a label of your own");
        }
    }

    private static String family(String label) {
        String name = label.toLowerCase(Locale.ROOT);
        if (name.startsWith("ubuntu-") || name.equals("linux")) {
            return "linux";
        }
        if (name.startsWith("macos")) {
            return "macos";
        }
        return name.startsWith("windows") ? "windows" : "";
    }

    private boolean agrees(YamlScalar label, List<YamlScalar> seen) {
        String family = family(label.text());
        if (family.isEmpty()) {
            return false;
        }
        for (YamlScalar before : seen) {
            boolean hosted =
                    HOSTED.contains(before.text().toLowerCase(Locale.ROOT))
                            && HOSTED.contains(label.text().toLowerCase(Locale.ROOT))
                            && !before.text().equalsIgnoreCase(label.text())
                            && !before.text().contains("latest")
                            && !label.text().contains("latest");
            if (!family(before.text()).equals(family) || hosted) {
                problems.warning(
                        label.position(),
                        "runner-label",
                        "no runner is both `" + label.text() + "` and `" + before.text() + "`",
                        "use a matrix to run on each");
                return false;
            }
        }
        return true;
    }

    /** The labels that an expression such as {@code matrix.os} can give. */
    private static List<YamlScalar> fromMatrix(YamlScalar label, @Nullable YamlNode matrix) {
        if (!(matrix instanceof YamlMap map) || !Scalars.isWhole(label)) {
            return List.of();
        }
        String code = label.text().strip();
        try {
            Ast ast = GhaParser.parse(code.substring(3, code.length() - 2));
            if (ast instanceof Ast.Property(Ast.Name(String context, _), String row, _)
                    && context.equalsIgnoreCase("matrix")) {
                return values(new Fields(map), row);
            }
        } catch (SyntaxException reported) {
            return List.of();
        }
        return List.of();
    }

    private static List<YamlScalar> values(Fields matrix, String row) {
        List<YamlScalar> values = new ArrayList<>();
        for (YamlMap.Entry entry : matrix.map().entries()) {
            if (entry.name().equalsIgnoreCase(row) && entry.value() instanceof YamlList list) {
                list.items().forEach(item -> addPlain(item, values));
            }
        }
        for (YamlNode item : matrix.items("include")) {
            if (item instanceof YamlMap map) {
                for (YamlMap.Entry entry : map.entries()) {
                    if (entry.name().equalsIgnoreCase(row)) {
                        addPlain(entry.value(), values);
                    }
                }
            }
        }
        return values;
    }

    private static void addPlain(YamlNode node, List<YamlScalar> values) {
        if (node instanceof YamlScalar scalar && !GhaTemplate.isTemplate(scalar.text())) {
            values.add(scalar);
        }
    }

    /** The os on which a job runs. */
    static Os os(@Nullable YamlNode runsOn) {
        Os os = Os.UNKNOWN;
        for (YamlScalar label : labels(runsOn)) {
            Os next =
                    switch (family(label.text())) {
                        case "windows" -> Os.WINDOWS;
                        case "linux", "macos" -> Os.UNIX;
                        default -> Os.UNKNOWN;
                    };
            if (next != Os.UNKNOWN) {
                if (os != Os.UNKNOWN && os != next) {
                    return Os.UNKNOWN;
                }
                os = next;
            }
        }
        return os;
    }

    void shell(@Nullable YamlScalar shell, Os os) {
        if (shell == null
                || shell.text().isEmpty()
                || shell.text().contains("{0}")
                || GhaTemplate.isTemplate(shell.text())) {
            return;
        }
        String name = shell.text().toLowerCase(Locale.ROOT);
        boolean unix = UNIX_SHELLS.contains(name);
        boolean windows = WINDOWS_SHELLS.contains(name);
        boolean fits =
                switch (os) {
                    case UNKNOWN -> unix || windows;
                    case UNIX -> unix;
                    case WINDOWS -> windows;
                };
        if (!fits) {
            problems.warning(
                    shell.position(),
                    "shell",
                    "there is no shell `"
                            + shell.text()
                            + "`"
                            + (unix || windows ? " on this runner" : ""),
                    "use bash, sh, python or pwsh, or a command with {0} for the script");
        }
    }
}
