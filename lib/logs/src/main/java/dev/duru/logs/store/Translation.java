package dev.duru.logs.store;

import dev.duru.logs.parse.Words;
import dev.duru.logs.query.LogExpr;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.util.BytesRef;

/**
 * What the index is asked for an expression.
 *
 * @param query finds all lines that fit, and perhaps others
 * @param exact whether it finds no others
 */
record Translation(Query query, boolean exact) {
    private static final int SHORTEST_PREFIX = 2;

    static Translation of(LogExpr expr) {
        return switch (expr) {
            case LogExpr.All() -> everything(true);
            case LogExpr.Phrase(var words) -> new Translation(phrase(words), true);
            case LogExpr.WordLike(var glob) -> new Translation(like(glob), true);
            case LogExpr.Contains(var part) -> new Translation(holding(part), false);
            case LogExpr.Matches(var pattern, var literals) ->
                    new Translation(holding(longest(literals)), false);
            case LogExpr.FieldIs(var name, var value) ->
                    new Translation(
                            new TermQuery(new Term(Terms.FIELD, Terms.field(name, value))),
                            Terms.isWhole(value));
            case LogExpr.FieldPhrase(var name, var words) -> named(name, false);
            case LogExpr.FieldLike(var name, var glob) -> fieldLike(name, glob);
            case LogExpr.FieldMatches(var name, var pattern, var whole) ->
                    pattern.matcher("").matches() || !whole && pattern.matcher("").find()
                            ? everything(false)
                            : named(name, false);
            case LogExpr.FieldWithin within -> named(within.name(), false);
            case LogExpr.FieldExists(var name) -> named(name, true);
            case LogExpr.Numbered(var ids) ->
                    new Translation(
                            LongField.newSetQuery(
                                    Terms.ID, ids.stream().mapToLong(Long::longValue).toArray()),
                            true);
            case LogExpr.SaidBy(var origins) ->
                    new Translation(
                            new TermInSetQuery(
                                    Terms.ORIGIN, origins.stream().map(BytesRef::new).toList()),
                            true);
            case LogExpr.SaidWithin(var from, var to) ->
                    new Translation(LongField.newRangeQuery(Terms.AT, from, to - 1), true);
            case LogExpr.And(var parts) -> both(parts);
            case LogExpr.Or(var parts) -> either(parts);
            case LogExpr.Not(var part) -> not(of(part));
        };
    }

    private static Translation everything(boolean exact) {
        return new Translation(MatchAllDocsQuery.INSTANCE, exact);
    }

    private static Translation named(String name, boolean exact) {
        Query held =
                new WildcardQuery(
                        new Term(
                                Terms.NAMES,
                                "*" + Terms.BETWEEN + escaped(name) + Terms.BETWEEN + "*"));
        return new Translation(held, exact);
    }

    private static String escaped(String name) {
        return name.replaceAll("([*?\\\\])", "\\\\$1");
    }

    private static String longest(List<String> texts) {
        return texts.stream().max(Comparator.comparingInt(String::length)).orElse("");
    }

    private static Query phrase(List<String> words) {
        return words.size() == 1
                ? new TermQuery(new Term(Terms.WORD, words.getFirst()))
                : new PhraseQuery(Terms.WORD, words.toArray(String[]::new));
    }

    private static Query like(String glob) {
        return glob.indexOf('*') == glob.length() - 1
                ? new PrefixQuery(new Term(Terms.WORD, glob.substring(0, glob.length() - 1)))
                : new WildcardQuery(new Term(Terms.WORD, glob));
    }

    private static Translation fieldLike(String name, String glob) {
        String prefix = glob.substring(0, glob.indexOf('*'));
        if (prefix.isEmpty()) {
            return named(name, false);
        }
        return new Translation(
                new PrefixQuery(new Term(Terms.FIELD, Terms.fieldPrefix(name, prefix))), false);
    }

    /**
     * Lines that may hold a part of a text: the words that stand within it as a whole must be
     * there, and one that begins as its last word does. What its first word is the end of is
     * unknown.
     */
    private static Query holding(String part) {
        List<String> inner = new ArrayList<>();
        String last = "";
        Words words = new Words(part);
        StringBuilder word = new StringBuilder();
        while (words.next(word)) {
            if (words.start() > 0) {
                if (words.end() < part.length()) {
                    inner.add(word.toString());
                } else {
                    last = word.toString();
                }
            }
        }
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        boolean any = false;
        if (!inner.isEmpty()) {
            all.add(phrase(inner), BooleanClause.Occur.FILTER);
            any = true;
        }
        if (last.length() >= SHORTEST_PREFIX) {
            all.add(new PrefixQuery(new Term(Terms.WORD, last)), BooleanClause.Occur.FILTER);
            any = true;
        }
        if (!any) {
            return loose(part);
        }
        return all.build();
    }

    /** A part of one word, or none. */
    private static Query loose(String part) {
        List<String> words = Words.of(part);
        boolean one = words.size() == 1 && words.getFirst().length() >= 3;
        if (!one || words.getFirst().length() >= Words.LONGEST) {
            return MatchAllDocsQuery.INSTANCE;
        }
        return new BooleanQuery.Builder()
                .add(
                        new WildcardQuery(new Term(Terms.WORD, "*" + words.getFirst() + "*")),
                        BooleanClause.Occur.SHOULD)
                .add(new TermQuery(new Term(Terms.LONG, Terms.LONG)), BooleanClause.Occur.SHOULD)
                .build();
    }

    private static Translation both(List<LogExpr> parts) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        boolean exact = true;
        for (LogExpr part : parts) {
            Translation one = of(part);
            all.add(one.query(), BooleanClause.Occur.FILTER);
            exact &= one.exact();
        }
        return new Translation(all.build(), exact);
    }

    private static Translation either(List<LogExpr> parts) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        boolean exact = true;
        for (LogExpr part : parts) {
            Translation one = of(part);
            any.add(one.query(), BooleanClause.Occur.SHOULD);
            exact &= one.exact();
        }
        return new Translation(any.build(), exact);
    }

    private static Translation not(Translation inner) {
        if (!inner.exact()) {
            return everything(false);
        }
        return new Translation(
                new BooleanQuery.Builder()
                        .add(MatchAllDocsQuery.INSTANCE, BooleanClause.Occur.FILTER)
                        .add(inner.query(), BooleanClause.Occur.MUST_NOT)
                        .build(),
                true);
    }
}
