package dev.duru.access;

import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProjectName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The audit log: every fact in the ledger, newest first, through a filter. */
final class AuditLog {
    private static final int PAGE = 100;

    /** How many facts are looked at for one page, so that a rare filter cannot read for ever. */
    private static final int MOST_READ = 20_000;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<LinkedHashMap<String, Object>> FIELDS =
            new TypeReference<>() {};

    private final Ledger ledger;

    AuditLog(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * What to show.
     *
     * @param kind of fact, or {@code ""} for all
     * @param project {@code owner/project}, or {@code ""} for all
     * @param user who did it, or {@code ""} for all
     * @param text anywhere in the fact, or {@code ""}
     */
    record Filter(String kind, String project, String user, String text) {}

    /** One page; {@code next} is what to pass as {@code before} for the next one, or 0. */
    record Found(List<AuditLine> lines, long next) {}

    Found read(Filter filter, long before) {
        List<AuditLine> lines = new ArrayList<>();
        long cursor = before;
        int looked = 0;
        while (lines.size() < PAGE && looked < MOST_READ) {
            List<Entry> entries =
                    filter.project().isEmpty()
                            ? ledger.latest(cursor, 500)
                            : ledger.ofProject(ProjectName.parse(filter.project()), cursor, 500);
            if (entries.isEmpty()) {
                return new Found(lines, 0);
            }
            for (Entry entry : entries) {
                cursor = entry.sequence();
                looked++;
                AuditLine line = line(entry);
                if (fits(filter, line)) {
                    lines.add(line);
                    if (lines.size() == PAGE) {
                        break;
                    }
                }
            }
        }
        return new Found(lines, cursor);
    }

    private static boolean fits(Filter filter, AuditLine line) {
        String wanted = filter.text().toLowerCase(Locale.ROOT);
        return (filter.kind().isEmpty() || filter.kind().equalsIgnoreCase(line.kind()))
                && (filter.user().isEmpty() || filter.user().equals(line.by()))
                && (wanted.isEmpty() || line.detail().toLowerCase(Locale.ROOT).contains(wanted));
    }

    private static AuditLine line(Entry entry) {
        Fact fact = entry.fact();
        Map<String, Object> fields = JSON.convertValue(fact, FIELDS);
        String by = String.valueOf(fields.getOrDefault("by", ""));
        String project = fact instanceof Fact.OfProject of ? of.project().toString() : "";
        String detail =
                fields.entrySet().stream()
                        .filter(field ->
                                !field.getKey().equals("by") && !field.getKey().equals("project"))
                        .filter(field -> field.getValue() != null && !field.getValue().equals(""))
                        .map(field -> field.getKey() + "=" + field.getValue())
                        .collect(Collectors.joining(" "));
        return new AuditLine(
                entry.sequence(), entry.at(), fact.getClass().getSimpleName(), project, by, detail);
    }
}
