package dev.duru.kernel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.statement.ParsedSql;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Finds the parameters of SQL, {@code :name} and {@code ?}, outside of quotes and comments. Jdbi's
 * own parser is a generated one, whose tables take a fifth of the start of a local run to warm up.
 */
final class SqlText implements SqlParser {
    /** Statements are few, but for those with lists of values of any length. */
    private static final int MOST = 2000;

    private final Map<String, ParsedSql> known = new ConcurrentHashMap<>();

    @Override
    public ParsedSql parse(String sql, StatementContext context) {
        ParsedSql parsed = known.get(sql);
        if (parsed == null) {
            parsed = parse(sql);
            if (known.size() < MOST) {
                known.put(sql, parsed);
            }
        }
        return parsed;
    }

    private static ParsedSql parse(String sql) {
        ParsedSql.Builder parsed = ParsedSql.builder();
        int from = 0;
        for (int at = 0; at < sql.length(); ) {
            int end = plainEnd(sql, at);
            if (end > at) {
                at = end;
                continue;
            }
            parsed.append(sql.substring(from, at));
            if (sql.charAt(at) == '?') {
                parsed.appendPositionalParameter();
                at++;
            } else {
                int name = at + 1;
                at = nameEnd(sql, name);
                parsed.appendNamedParameter(sql.substring(name, at));
            }
            from = at;
        }
        return parsed.append(sql.substring(from)).build();
    }

    /** Where what begins here ends, if it is no parameter; else here. */
    private static int plainEnd(String sql, int at) {
        return switch (sql.charAt(at)) {
            case '\'', '"' -> after(sql, sql.indexOf(sql.charAt(at), at + 1), 1);
            case '-' -> sql.startsWith("--", at) ? after(sql, sql.indexOf('\n', at), 1) : at + 1;
            case '/' ->
                    sql.startsWith("/*", at) ? after(sql, sql.indexOf("*/", at + 2), 2) : at + 1;
            // A cast of PostgreSQL.
            case ':' ->
                    sql.startsWith("::", at) ? at + 2 : nameEnd(sql, at + 1) > at + 1 ? at : at + 1;
            case '?' -> at;
            default -> at + 1;
        };
    }

    private static int after(String sql, int found, int length) {
        return found < 0 ? sql.length() : found + length;
    }

    private static int nameEnd(String sql, int at) {
        int end = at;
        while (end < sql.length()
                && (Character.isLetterOrDigit(sql.charAt(end))
                        || sql.charAt(end) == '_'
                        || sql.charAt(end) == '.')) {
            end++;
        }
        return end;
    }

    @Override
    public String nameParameter(String name, StatementContext context) {
        return ":" + name;
    }
}
