package dev.duru.pipeline.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Something that a test of gitlab-ci-local expects of a run. */
sealed interface PeerLine {
    /**
     * A job prints a line.
     *
     * @param not whether it must not
     */
    record Printed(String job, String line, boolean not) implements PeerLine {}

    /** Some job prints a text within a line. */
    record Anywhere(Pattern part, boolean not) implements PeerLine {}

    /**
     * A job ends.
     *
     * @param how {@code PASS}, {@code FAIL}, or {@code WARN} when its failure does not count
     */
    record Ended(String job, String how) implements PeerLine {}

    /** The pipeline is refused, or fails; the words are that program's own. */
    record Refused() implements PeerLine {}

    /** A job's line, with the marks of colours. */
    Pattern OF_JOB =
            Pattern.compile("\\{blueBright (.+?)\\s*\\} \\{(?:greenBright|redBright) >\\} ?(.*)");

    /** What that program says of itself. */
    Pattern OWN =
            Pattern.compile(
                    "found \\d+ artifact files|cache created in|could not be found|duplicated mapping"
                            + "|exported (artifacts|cache)|imported (artifacts|cache)");

    /** How a job ended, with the marks of colours. */
    Pattern END =
            Pattern.compile(
                    "\\{black\\.bg(?:GreenBright|Red|RedBright|YellowBright) {1,2}(PASS|FAIL|WARN) *\\}"
                            + " \\{blueBright (.+?)\\s*\\}( *(?:pre_script|after_script))?");

    /** The last lines of a job that failed, with the marks of colours. */
    Pattern LAST = Pattern.compile(" *\\{(?:red|yellow) >\\} (.*)");

    /** A job's line without colours. */
    Pattern UNCOLOURED = Pattern.compile("\\s*(\\S.*?)\\s+> (.*)");

    /**
     * What a text of a test stands for; nothing when it is about something else.
     *
     * @param plain whether the test runs without colours
     * @param part whether the text may be a part of a line
     * @param not whether it must not be there
     */
    static List<PeerLine> of(String literal, boolean plain, boolean part, boolean not) {
        List<PeerLine> all = new ArrayList<>();
        for (String raw : literal.split("\n", -1)) {
            if (raw.contains("${process") || OWN.matcher(raw).find()) {
                continue;
            }
            Matcher ofJob = OF_JOB.matcher(raw);
            Matcher end = END.matcher(raw);
            Matcher last = LAST.matcher(raw);
            Matcher uncoloured = UNCOLOURED.matcher(raw);
            if (ofJob.matches()) {
                all.add(new Printed(ofJob.group(1), text(ofJob.group(2)), not));
            } else if (end.find()) {
                boolean after = end.group(3) != null && end.group(3).contains("after_script");
                if (!after && !not) {
                    all.add(new Ended(end.group(2), end.group(1)));
                }
            } else if (last.matches()) {
                all.add(new Anywhere(Pattern.compile(Pattern.quote(text(last.group(1)))), not));
            } else if (plain && uncoloured.matches()) {
                all.add(new Printed(job(uncoloured.group(1)), text(uncoloured.group(2)), not));
            } else if (part && !raw.contains("{") && literal.indexOf('\n') < 0) {
                all.add(new Anywhere(Pattern.compile(Pattern.quote(text(raw))), not));
            }
        }
        return all;
    }

    /** The name of a job of a child pipeline: {@code [a -> b] -> c} is {@code a / b / c}. */
    private static String job(String name) {
        return name.replace("[", "").replace("] ->", " ->").replace(" -> ", " / ");
    }

    private static String text(String raw) {
        return raw.replaceAll("\\\\([{}\"'`$\\\\])", "$1").replace("\\t", "\t");
    }
}
