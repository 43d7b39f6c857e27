package dev.duru.logs.query;

import com.google.re2j.Matcher;
import dev.duru.logs.parse.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The parts of a line for which it was found. */
public final class Marks {
    private static final int MOST = 100;

    /**
     * A part of a text.
     *
     * @param from its first character
     * @param to behind its last one
     */
    public record Span(int from, int to) {}

    private record Found(String word, int from, int to) {}

    private Marks() {}

    /** The parts, in their order, none over another. */
    public static List<Span> of(LogExpr expr, String text) {
        List<Span> spans = new ArrayList<>();
        collect(expr, text, spans);
        spans.sort(Comparator.comparingInt(Span::from));
        List<Span> apart = new ArrayList<>();
        int end = 0;
        for (Span span : spans) {
            if (span.from() >= end && span.to() > span.from() && apart.size() < MOST) {
                apart.add(span);
                end = span.to();
            }
        }
        return apart;
    }

    private static void collect(LogExpr expr, String text, List<Span> spans) {
        switch (expr) {
            case LogExpr.Phrase(var phrase) -> phrases(words(text), phrase, spans);
            case LogExpr.FieldPhrase(var name, var phrase) -> phrases(words(text), phrase, spans);
            case LogExpr.FieldIs(var name, var value) ->
                    phrases(words(text), Words.of(value), spans);
            case LogExpr.WordLike(var glob) -> {
                for (Found found : words(text)) {
                    if (Glob.fits(glob, found.word())) {
                        spans.add(new Span(found.from(), found.to()));
                    }
                }
            }
            case LogExpr.Contains(var part) -> {
                for (int i = text.indexOf(part);
                        i >= 0;
                        i = text.indexOf(part, i + part.length())) {
                    spans.add(new Span(i, i + part.length()));
                }
            }
            case LogExpr.Matches(var pattern, var literals) -> {
                Matcher matcher = pattern.matcher(text);
                for (int i = 0; i < MOST && matcher.find(); i++) {
                    spans.add(new Span(matcher.start(), matcher.end()));
                }
            }
            case LogExpr.And(var parts) -> parts.forEach(part -> collect(part, text, spans));
            case LogExpr.Or(var parts) -> parts.forEach(part -> collect(part, text, spans));
            case LogExpr.All all -> {}
            case LogExpr.FieldLike like -> {}
            case LogExpr.FieldMatches matches -> {}
            case LogExpr.FieldWithin within -> {}
            case LogExpr.FieldExists exists -> {}
            case LogExpr.Numbered numbered -> {}
            case LogExpr.SaidBy said -> {}
            case LogExpr.SaidWithin within -> {}
            case LogExpr.Not not -> {}
        }
    }

    private static List<Found> words(String text) {
        List<Found> all = new ArrayList<>();
        Words words = new Words(text);
        StringBuilder word = new StringBuilder();
        while (words.next(word)) {
            all.add(new Found(word.toString(), words.start(), words.end()));
        }
        return all;
    }

    private static void phrases(List<Found> words, List<String> phrase, List<Span> spans) {
        for (int i = 0; i + phrase.size() <= words.size() && !phrase.isEmpty(); i++) {
            boolean same = true;
            for (int k = 0; same && k < phrase.size(); k++) {
                same = words.get(i + k).word().equals(phrase.get(k));
            }
            if (same) {
                spans.add(new Span(words.get(i).from(), words.get(i + phrase.size() - 1).to()));
            }
        }
    }
}
