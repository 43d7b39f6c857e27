package dev.duru.observe.alerts;

import dev.duru.kernel.Database;
import dev.duru.tsdb.Matcher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Silences, history, what groups were told and what waits to be sent, in SQL. */
final class AlertStore {
    private static final Duration KEPT = Duration.ofDays(120);
    private static final String LINE = "\u001e";
    private static final String FIELD = "\u001f";

    private final Database database;

    AlertStore(Database database) {
        this.database = database;
    }

    List<Silence> silences() {
        return database.read(sql ->
                sql.createQuery("select * from silence order by ends_at")
                        .map((rs, ctx) ->
                                new Silence(
                                        rs.getString("id"),
                                        matchers(rs.getString("matchers")),
                                        Instant.ofEpochMilli(rs.getLong("starts_at")),
                                        Instant.ofEpochMilli(rs.getLong("ends_at")),
                                        rs.getString("created_by"),
                                        rs.getString("comment"),
                                        Instant.ofEpochMilli(rs.getLong("updated_at"))))
                        .list());
    }

    private static List<Matcher> matchers(String text) {
        List<Matcher> all = new ArrayList<>();
        for (String line : text.split(LINE, -1)) {
            String[] fields = line.split(FIELD, -1);
            all.add(Matchers.of(fields[0], fields[1], fields[2]));
        }
        return all;
    }

    void keep(Silence silence) {
        String matchers =
                silence.matchers().stream()
                        .map(m -> m.label() + FIELD + m.kind().sign() + FIELD + m.value())
                        .collect(Collectors.joining(LINE));
        database.update(tx ->
                tx.sql()
                        .createUpdate(
                                """
                                insert into silence (id, matchers, starts_at, ends_at, created_by, comment, updated_at)
                                values (:id, :matchers, :starts, :ends, :by, :comment, :updated)
                                on conflict (id) do update set
                                matchers = excluded.matchers, starts_at = excluded.starts_at,
                                ends_at = excluded.ends_at, created_by = excluded.created_by,
                                comment = excluded.comment, updated_at = excluded.updated_at
                                """)
                        .bind("id", silence.id())
                        .bind("matchers", matchers)
                        .bind("starts", silence.startsAt().toEpochMilli())
                        .bind("ends", silence.endsAt().toEpochMilli())
                        .bind("by", silence.createdBy())
                        .bind("comment", silence.comment())
                        .bind("updated", silence.updatedAt().toEpochMilli())
                        .execute());
    }

    /** Writes down that an alert began or ended. */
    void happened(Alert alert, String state, Instant at) {
        database.update(tx -> {
            tx.sql()
                    .createUpdate(
                            """
                            insert into alert_event
                            (fingerprint, app, name, state, labels, annotations, starts_at, at)
                            values (:print, :app, :name, :state, :labels, :annotations, :starts, :at)
                            """)
                    .bind("print", alert.fingerprint())
                    .bind("app", alert.labels().value("app"))
                    .bind("name", alert.name())
                    .bind("state", state)
                    .bind("labels", pairs(alert.labels().map()))
                    .bind("annotations", pairs(alert.annotations()))
                    .bind("starts", alert.startsAt().toEpochMilli())
                    .bind("at", at.toEpochMilli())
                    .execute();
            tx.sql().execute("delete from alert_event where at < ?", at.minus(KEPT).toEpochMilli());
        });
    }

    /** Whether the last that is known of an alert is that it began at this time. */
    boolean isKnownFiring(Alert alert) {
        return database.read(sql ->
                sql.createQuery(
                                """
                                select state, starts_at from alert_event
                                where fingerprint = :print order by id desc limit 1
                                """)
                        .bind("print", alert.fingerprint())
                        .map((rs, ctx) ->
                                rs.getString("state").equals("firing")
                                        && rs.getLong("starts_at")
                                                == alert.startsAt().toEpochMilli())
                        .findOne()
                        .orElse(false));
    }

    /**
     * What happened, newest first.
     *
     * @param app a project, or {@code ""} for all
     * @param words that name, labels or annotations hold
     */
    List<AlertEvent> history(String app, String words, long before, int most) {
        return database.read(sql ->
                sql.createQuery(
                                """
                                select * from alert_event
                                where (:app = '' or app = :app) and id < :before
                                and (lower(name) like :words escape '!' or lower(labels) like :words escape '!'
                                or lower(annotations) like :words escape '!')
                                order by id desc limit :most
                                """)
                        .bind("app", app)
                        .bind("before", before)
                        .bind("words", "%" + escaped(words) + "%")
                        .bind("most", most)
                        .map((rs, ctx) ->
                                new AlertEvent(
                                        rs.getLong("id"),
                                        rs.getString("fingerprint"),
                                        rs.getString("name"),
                                        rs.getString("state"),
                                        pairs(rs.getString("labels")),
                                        pairs(rs.getString("annotations")),
                                        Instant.ofEpochMilli(rs.getLong("starts_at")),
                                        Instant.ofEpochMilli(rs.getLong("at"))))
                        .list());
    }

    private static String escaped(String words) {
        return words.toLowerCase(java.util.Locale.ROOT)
                .replace("!", "!!")
                .replace("%", "!%")
                .replace("_", "!_");
    }

    private static String pairs(Map<String, String> map) {
        return map.entrySet().stream()
                .map(e -> e.getKey() + FIELD + e.getValue())
                .collect(Collectors.joining(LINE));
    }

    private static Map<String, String> pairs(String text) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String line : text.split(LINE, -1)) {
            int at = line.indexOf(FIELD);
            if (at > 0) {
                map.put(line.substring(0, at), line.substring(at + 1));
            }
        }
        return map;
    }

    /** What a group was told last. */
    record Told(Set<String> firing, Set<String> resolved, Instant at) {
        static final Told NOTHING = new Told(Set.of(), Set.of(), Instant.EPOCH);
    }

    Told told(String groupKey) {
        return database.read(sql ->
                sql.createQuery("select * from alert_group where group_key = :key")
                        .bind("key", groupKey)
                        .map((rs, ctx) ->
                                new Told(
                                        set(rs.getString("firing")),
                                        set(rs.getString("resolved")),
                                        Instant.ofEpochMilli(rs.getLong("sent_at"))))
                        .findOne()
                        .orElse(Told.NOTHING));
    }

    private static Set<String> set(String text) {
        return text.isEmpty() ? Set.of() : new TreeSet<>(Arrays.asList(text.split(" ")));
    }

    /** A message to one integration of a receiver. */
    record Message(long id, String receiver, int part, String payload, int tries, String problem) {}

    /** Writes messages down together with the fact that the group was told. */
    void send(String groupKey, Told told, List<Message> messages) {
        database.update(tx -> {
            tx.sql()
                    .createUpdate(
                            """
                            insert into alert_group (group_key, firing, resolved, sent_at)
                            values (:key, :firing, :resolved, :at)
                            on conflict (group_key) do update set firing = excluded.firing,
                            resolved = excluded.resolved, sent_at = excluded.sent_at
                            """)
                    .bind("key", groupKey)
                    .bind("firing", String.join(" ", told.firing()))
                    .bind("resolved", String.join(" ", told.resolved()))
                    .bind("at", told.at().toEpochMilli())
                    .execute();
            for (Message message : messages) {
                tx.sql()
                        .createUpdate(
                                """
                                insert into alert_message (receiver, part, payload, next_at, tries, problem)
                                values (:receiver, :part, :payload, :at, 0, '')
                                """)
                        .bind("receiver", message.receiver())
                        .bind("part", message.part())
                        .bind("payload", message.payload())
                        .bind("at", told.at().toEpochMilli())
                        .execute();
            }
        });
    }

    /** The messages that are due. */
    List<Message> due(Instant now, int most) {
        return messages("where next_at <= :now order by id limit :most", now, most);
    }

    /** The messages that wait, oldest first. */
    List<Message> waiting(int most) {
        return messages("where :now > 0 order by id limit :most", Instant.MAX, most);
    }

    private List<Message> messages(String where, Instant now, int most) {
        return database.read(sql ->
                sql.createQuery("select * from alert_message " + where)
                        .bind("now", now == Instant.MAX ? Long.MAX_VALUE : now.toEpochMilli())
                        .bind("most", most)
                        .map((rs, ctx) ->
                                new Message(
                                        rs.getLong("id"),
                                        rs.getString("receiver"),
                                        rs.getInt("part"),
                                        rs.getString("payload"),
                                        rs.getInt("tries"),
                                        rs.getString("problem")))
                        .list());
    }

    void done(long id) {
        database.update(tx -> tx.sql().execute("delete from alert_message where id = ?", id));
    }

    void again(long id, Optional<String> problem, Instant next) {
        database.update(tx ->
                tx.sql()
                        .createUpdate(
                                """
                                update alert_message set tries = tries + 1, next_at = :next, problem = :problem
                                where id = :id
                                """)
                        .bind("next", next.toEpochMilli())
                        .bind("problem", problem.orElse(""))
                        .bind("id", id)
                        .execute());
    }
}
