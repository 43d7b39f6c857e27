package dev.duru.dialects.github.compile;

import dev.duru.dialects.github.expr.GhaTemplate;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Shell;
import dev.duru.dialects.plan.ShellChoice;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How GitHub starts a script on Linux and macOS.
 *
 * <p>Source: "jobs.&lt;job_id&gt;.steps[*].shell" of GitHub's workflow syntax. Note that no shell
 * at all is not the same as {@code bash}: only the latter sets pipefail.
 */
public final class Shells {
    private static final Shell UNSPECIFIED = shell(".sh", "bash", "-e", "{0}");
    private static final Shell BASH =
            shell(".sh", "bash", "--noprofile", "--norc", "-eo", "pipefail", "{0}");
    private static final Shell SH = shell(".sh", "sh", "-e", "{0}");
    private static final Shell PYTHON = shell(".py", "python", "{0}");
    private static final Shell PWSH =
            new Shell(
                    List.of("pwsh", "-command", ". '{0}'"),
                    ".ps1",
                    "$ErrorActionPreference = 'stop'\n",
                    "\nif ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }");
    private static final Shell POWERSHELL =
            new Shell(
                    List.of("powershell", "-command", ". '{0}'"),
                    ".ps1",
                    "$ErrorActionPreference = 'stop'\n",
                    "\nif ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }");
    private static final Shell CMD =
            new Shell(
                    List.of("cmd", "/D", "/E:ON", "/V:OFF", "/S", "/C", "CALL \"{0}\""),
                    ".cmd",
                    "@echo off\n",
                    "");

    private Shells() {}

    private static Shell shell(String extension, String... argv) {
        return new Shell(List.of(argv), extension, "", "");
    }

    /**
     * The shell for a place with programs of its own: a step that names no shell gets {@code sh}
     * there, as bash may be missing.
     */
    @SuppressWarnings("ReferenceEquality") // `shell: bash -e {0}` is equal and says bash
    public static Shell plain(Shell shell) {
        return shell == UNSPECIFIED ? SH : shell;
    }

    /** The shell of a step: what it says itself, else what its defaults say, else none. */
    static ShellChoice choose(@Nullable YamlScalar own, @Nullable YamlScalar fallback) {
        YamlScalar name = own != null ? own : fallback;
        if (name == null) {
            return new ShellChoice.Fixed(UNSPECIFIED);
        }
        if (GhaTemplate.isTemplate(name.text())) {
            return new ShellChoice.Named(
                    new Expr.GhaText(name.text(), name.content()), Shells::named);
        }
        try {
            return new ShellChoice.Fixed(named(name.text()));
        } catch (ExpressionException unknown) {
            return new ShellChoice.Named(Expr.text(name.text(), name.position()), Shells::named);
        }
    }

    /**
     * The shell of a name, or of a command line with <code>{0}</code> in it.
     *
     * @throws ExpressionException if it is neither
     */
    public static Shell named(String name) {
        String trimmed = name.strip();
        return switch (trimmed.toLowerCase(Locale.ROOT)) {
            case "" -> UNSPECIFIED;
            case "bash" -> BASH;
            case "sh" -> SH;
            case "python" -> PYTHON;
            case "pwsh" -> PWSH;
            case "powershell" -> POWERSHELL;
            case "cmd" -> CMD;
            default -> {
                if (!trimmed.contains("{0}")) {
                    throw new ExpressionException(
                            "there is no shell `"
                                    + name
                                    + "`; use bash, sh, python, pwsh, or a command with {0} for the"
                                    + " script's file");
                }
                yield new Shell(words(trimmed), "", "", "");
            }
        };
    }

    /** Splits a command line at spaces outside double quotes. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        for (char c : line.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
                begun = true;
            } else if (Character.isWhitespace(c) && !quoted) {
                if (begun) {
                    words.add(word.toString());
                    word.setLength(0);
                    begun = false;
                }
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }
}
