package dev.duru.logs.query;

import com.google.re2j.Matcher;
import dev.duru.logs.LogEntry;
import dev.duru.logs.parse.Fields;
import dev.duru.logs.parse.Words;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A line that is tested; its words and fields are found when they are first needed. */
public final class Line {
    private final LogEntry entry;
    private @Nullable List<String> words;
    private @Nullable Map<String, String> fields;

    public Line(LogEntry entry) {
        this.entry = entry;
    }

    /** The fields, found and given. */
    public Map<String, String> fields() {
        Map<String, String> known = fields;
        if (known == null) {
            known = Fields.of(entry);
            fields = known;
        }
        return known;
    }

    private List<String> words() {
        List<String> known = words;
        if (known == null) {
            known = Words.of(entry.text());
            words = known;
        }
        return known;
    }

    private Optional<String> field(String name) {
        return Optional.ofNullable(fields().get(name));
    }

    /** Whether the line is as the expression says. */
    public boolean fits(LogExpr expr) {
        return switch (expr) {
            case LogExpr.All() -> true;
            case LogExpr.Phrase(var phrase) -> holds(words(), phrase);
            case LogExpr.WordLike(var glob) ->
                    words().stream().anyMatch(word -> Glob.fits(glob, word));
            case LogExpr.Contains(var part) -> entry.text().contains(part);
            case LogExpr.Matches matches -> matches.isIn(entry.text());
            case LogExpr.FieldIs(var name, var value) ->
                    field(name).filter(v -> lower(v).equals(lower(value))).isPresent();
            case LogExpr.FieldPhrase(var name, var phrase) ->
                    field(name).filter(value -> holds(Words.of(value), phrase)).isPresent();
            case LogExpr.FieldLike(var name, var glob) ->
                    field(name).filter(value -> Glob.fitsAnyCase(glob, value)).isPresent();
            case LogExpr.FieldMatches(var name, var pattern, var whole) -> {
                Matcher matcher = pattern.matcher(field(name).orElse(""));
                yield whole ? matcher.matches() : matcher.find();
            }
            case LogExpr.FieldWithin within -> within(within);
            case LogExpr.FieldExists(var name) -> field(name).isPresent();
            case LogExpr.Numbered(var ids) -> ids.contains(entry.id());
            case LogExpr.SaidBy(var origins) -> origins.contains(entry.origin().key());
            case LogExpr.SaidWithin(var from, var to) ->
                    entry.nanos() >= from && entry.nanos() < to;
            case LogExpr.And(var parts) -> parts.stream().allMatch(this::fits);
            case LogExpr.Or(var parts) -> parts.stream().anyMatch(this::fits);
            case LogExpr.Not(var part) -> !fits(part);
        };
    }

    private boolean within(LogExpr.FieldWithin bounds) {
        OptionalDouble number = Quantity.parse(field(bounds.name()).orElse(""));
        if (number.isEmpty()) {
            return false;
        }
        double value = number.getAsDouble();
        return (bounds.lowIn() ? value >= bounds.low() : value > bounds.low())
                && (bounds.highIn() ? value <= bounds.high() : value < bounds.high());
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static boolean holds(List<String> words, List<String> phrase) {
        return Collections.indexOfSubList(words, phrase) >= 0;
    }
}
