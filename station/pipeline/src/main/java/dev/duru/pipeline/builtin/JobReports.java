package dev.duru.pipeline.builtin;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.engine.BuiltinCall;
import dev.duru.pipeline.engine.StepOutcome;
import dev.duru.pipeline.files.Globs;
import dev.duru.pipeline.log.Ansi;
import dev.duru.pipeline.log.LogLine;
import dev.duru.pipeline.reports.CoverageXml;
import dev.duru.pipeline.state.CoverageStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a GitLab job tells of its code: how much of it tests reach, and what a checker found. */
final class JobReports {
    private static final long LARGEST = 32L << 20;
    private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?");

    private final Database database;

    JobReports(Database database) {
        this.database = database;
    }

    /** {@code coverage}: the number in the last line of the log that the pattern fits. */
    StepOutcome read(BuiltinCall call) {
        String text = call.input("pattern");
        boolean slashes = text.length() > 1 && text.startsWith("/") && text.endsWith("/");
        Pattern pattern;
        try {
            pattern = Pattern.compile(slashes ? text.substring(1, text.length() - 1) : text);
        } catch (PatternSyntaxException e) {
            throw ProblemException.user(
                    call.position() + ": coverage is not RE2: " + e.getDescription());
        }
        double[] percent = {-1};
        call.printed()
                .scan(
                        1,
                        line -> {
                            if (line.kind() == LogLine.Kind.OUTPUT) {
                                found(pattern, Ansi.plain(line.text()))
                                        .ifPresent(number -> percent[0] = number);
                            }
                            return true;
                        });
        if (percent[0] < 0) {
            call.say("No line of the log fits coverage " + text);
        } else {
            keep(call, percent[0], true);
        }
        return StepOutcome.SUCCESS;
    }

    private static OptionalDouble found(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        OptionalDouble last = OptionalDouble.empty();
        while (matcher.find()) {
            String part = matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
            Matcher number = NUMBER.matcher(part == null ? "" : part);
            if (number.find()) {
                last = OptionalDouble.of(Double.parseDouble(number.group()));
            }
        }
        return last;
    }

    /** {@code reports:coverage_report}: what an XML report comes to, unless the log says it. */
    void coverage(BuiltinCall call, String patterns) {
        for (Path file : files(call, patterns)) {
            try (InputStream in = Files.newInputStream(file)) {
                CoverageXml.percent(in).ifPresent(percent -> keep(call, percent, false));
            } catch (IOException e) {
                call.warn(
                        "reports:coverage_report: "
                                + call.workspace().relativize(file)
                                + " cannot be read: "
                                + e.getMessage());
            }
        }
    }

    private void keep(BuiltinCall call, double percent, boolean replaces) {
        double kept = Math.clamp(percent, 0, 100);
        call.say("Coverage: " + String.format(Locale.ROOT, "%.2f", kept) + " %");
        database.update(tx -> new CoverageStore().keep(tx, call.jobId(), kept, replaces));
    }

    /** {@code reports:codequality}: issues in Code Climate's form become remarks. */
    void codeQuality(BuiltinCall call, String patterns) {
        for (Path file : files(call, patterns)) {
            try {
                if (Files.size(file) > LARGEST) {
                    throw new IOException("it is larger than 32 MiB");
                }
                JsonNode issues = JsonMapper.shared().readTree(Files.readAllBytes(file));
                issues.forEach(issue -> remark(call, issue));
                call.say("Code quality: " + issues.size() + " issues");
            } catch (IOException | JacksonException e) {
                call.warn(
                        "reports:codequality: "
                                + call.workspace().relativize(file)
                                + " cannot be read: "
                                + e.getMessage());
            }
        }
    }

    private static void remark(BuiltinCall call, JsonNode issue) {
        String severity = issue.path("severity").asString("info");
        String level =
                switch (severity) {
                    case "blocker", "critical", "major" -> "error";
                    case "minor" -> "warning";
                    default -> "notice";
                };
        JsonNode location = issue.path("location");
        long line = location.path("lines").path("begin").asLong(0);
        if (line == 0) {
            line = location.path("positions").path("begin").path("line").asLong(0);
        }
        call.remark(
                level,
                location.path("path").asString(""),
                line,
                issue.path("check_name").asString(""),
                issue.path("description").asString(""));
    }

    private static List<Path> files(BuiltinCall call, String patterns) {
        return Globs.of(call.workspace(), JobArtifacts.inside(call, patterns), true)
                .files(List.of(call.workspace()));
    }
}
