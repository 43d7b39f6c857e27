package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.query.syntax.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Functions that change labels and leave samples alone. */
final class LabelFunctions {
    private LabelFunctions() {}

    static List<Row> replace(CallContext call) {
        String target = call.text(1);
        String replacement = call.text(2);
        String source = call.text(3);
        String expression = call.text(4);
        Pattern pattern;
        try {
            pattern = Pattern.compile(expression.replace("(?P<", "(?<"), Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw QueryException.execution(
                    "invalid regular expression in label_replace(): " + expression);
        }
        checkTarget(target, "label_replace");
        List<Row> rows = new ArrayList<>();
        for (Row row : call.rows(0)) {
            Matcher matcher = pattern.matcher(row.labels().value(source));
            rows.add(matcher.matches() ? named(row, target, expanded(replacement, matcher)) : row);
        }
        return RowCollector.merged(rows);
    }

    static List<Row> join(CallContext call) {
        String target = call.text(1);
        String separator = call.text(2);
        List<String> sources = new ArrayList<>();
        for (int i = 3; i < call.size(); i++) {
            if (!Labels.isName(call.text(i))) {
                throw QueryException.execution(
                        "invalid source label name in label_join(): " + call.text(i));
            }
            sources.add(call.text(i));
        }
        checkTarget(target, "label_join");
        List<Row> rows = new ArrayList<>();
        for (Row row : call.rows(0)) {
            List<String> values = sources.stream().map(row.labels()::value).toList();
            rows.add(named(row, target, String.join(separator, values)));
        }
        return RowCollector.merged(rows);
    }

    private static void checkTarget(String target, String function) {
        if (!Labels.isName(target)) {
            throw QueryException.execution(
                    "invalid destination label name in " + function + "(): " + target);
        }
    }

    /** A name that is set now stays. */
    private static Row named(Row row, String target, String value) {
        return row.named(
                row.labels().with(target, value), row.dropName() && !target.equals(Labels.NAME));
    }

    /** Puts groups in: {@code $1}, {@code $name}, {@code ${name}}; {@code $$} is a dollar sign. */
    private static String expanded(String template, Matcher matcher) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < template.length()) {
            char c = template.charAt(i++);
            if (c != '$' || i == template.length()) {
                out.append(c);
                continue;
            }
            if (template.charAt(i) == '$') {
                out.append('$');
                i++;
                continue;
            }
            boolean braces = template.charAt(i) == '{';
            int begin = braces ? i + 1 : i;
            int end = begin;
            while (end < template.length() && isWord(template.charAt(end))) {
                end++;
            }
            if (end == begin
                    || braces && (end == template.length() || template.charAt(end) != '}')) {
                out.append(c);
                continue;
            }
            out.append(group(template.substring(begin, end), matcher));
            i = braces ? end + 1 : end;
        }
        return out.toString();
    }

    private static boolean isWord(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }

    private static String group(String name, Matcher matcher) {
        String found = null;
        if (name.chars().allMatch(Character::isDigit)) {
            int number = name.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(name);
            found = number <= matcher.groupCount() ? matcher.group(number) : null;
        } else if (matcher.namedGroups().containsKey(name)) {
            found = matcher.group(name);
        }
        return found == null ? "" : found;
    }
}
