package dev.duru.logs.store;

import dev.duru.logs.LogEntry;
import dev.duru.logs.LogsException;
import dev.duru.logs.Origin;
import dev.duru.logs.query.Line;
import dev.duru.logs.query.LogExpr;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PointValues;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortedNumericSelector;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TotalHits;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Finds lines by the index, and tests those of which it is not certain. */
final class Finder {
    private static final Duration CATCH_UP = Duration.ofSeconds(5);
    private static final int SMALLEST_PAGE = 200;
    private static final long FIRST_WINDOW = TimeUnit.SECONDS.toNanos(10);
    private static final long WINDOW_GROWTH = 16;
    private static final int LARGEST_PAGE = 12_800;

    /** How much longer than a page the first stretch is that is swept. */
    private static final int SWEEP = 4;

    private final Indexer indexer;
    private final FrameReader reader;

    Finder(Indexer indexer, FrameReader reader) {
        this.indexer = indexer;
        this.reader = reader;
    }

    /** What is done with a searcher. */
    private interface Use<T> {
        T with(IndexSearcher searcher) throws IOException;
    }

    private <T> T use(Use<T> use) {
        SearcherManager searchers = indexer.fresh(CATCH_UP);
        try {
            IndexSearcher searcher = searchers.acquire();
            try {
                return use.with(searcher);
            } finally {
                searchers.release(searcher);
            }
        } catch (IOException | AlreadyClosedException e) {
            throw new LogsException(
                    LogsException.Kind.DISK, "the index cannot be read: " + e.getMessage(), e);
        } catch (IndexSearcher.TooManyClauses e) {
            throw new LogsException(
                    LogsException.Kind.LIMIT,
                    "the search stands for too many words; use longer ones before '*'",
                    e);
        }
    }

    static Query within(Translation found, long fromNanos, long toNanos) {
        BooleanQuery.Builder both = new BooleanQuery.Builder();
        both.add(found.query(), BooleanClause.Occur.FILTER);
        if (fromNanos > 0 || toNanos < Long.MAX_VALUE) {
            both.add(
                    LongField.newRangeQuery(Terms.AT, fromNanos, toNanos - 1),
                    BooleanClause.Occur.FILTER);
        }
        return both.build();
    }

    private static Sort order(boolean newestFirst) {
        SortedNumericSelector.Type one = SortedNumericSelector.Type.MIN;
        return new Sort(
                LongField.newSortField(Terms.AT, newestFirst, one),
                LongField.newSortField(Terms.ID, newestFirst, one));
    }

    Found find(Search search) {
        long deadline = System.nanoTime() + search.longest().toNanos();
        Translation translated = Translation.of(search.expr());
        Query query = within(translated, search.fromNanos(), search.toNanos());
        Sort order = order(search.newestFirst());
        return use(searcher -> {
            List<LogEntry> found = new ArrayList<>();
            Search.Cursor after = search.after();
            int page =
                    translated.exact() ? search.limit() : Math.max(SMALLEST_PAGE, search.limit());
            while (true) {
                TopDocs top =
                        search.newestFirst()
                                ? newest(searcher, translated, search, after, page)
                                : top(searcher, query, after, page, order);
                entries(top, test(translated, search.expr())).stream()
                        .limit(search.limit() - found.size())
                        .forEach(found::add);
                if (top.scoreDocs.length < page || found.size() >= search.limit()) {
                    return new Found(found, true);
                }
                if (System.nanoTime() > deadline) {
                    return new Found(found, false);
                }
                after = cursor(top.scoreDocs[top.scoreDocs.length - 1]);
                if (page == LARGEST_PAGE) {
                    long span = Math.abs(after.nanos() - cursor(top.scoreDocs[0]).nanos());
                    return new Sweep(reader, search, translated, deadline)
                            .on(searcher, found, after, bounds(searcher, search), span * SWEEP);
                }
                page = Math.min(LARGEST_PAGE, page * 4);
            }
        });
    }

    private static TopDocs top(
            IndexSearcher searcher,
            Query query,
            Search.@Nullable Cursor after,
            int page,
            Sort order)
            throws IOException {
        return after == null
                ? searcher.search(query, page, order)
                : searcher.searchAfter(place(searcher, after), query, page, order);
    }

    /**
     * The newest lines. Since lines come in about the order of their times, a search of all would
     * find each one newer than all before; the last seconds are searched first, then more.
     */
    private static TopDocs newest(
            IndexSearcher searcher,
            Translation translated,
            Search search,
            Search.@Nullable Cursor after,
            int page)
            throws IOException {
        Sweep.Times bounds = bounds(searcher, search);
        long end = after == null ? bounds.to() : Math.min(bounds.to(), after.nanos() + 1);
        long begin = bounds.from();
        if (begin >= end) {
            return new TopDocs(new TotalHits(0, TotalHits.Relation.EQUAL_TO), new ScoreDoc[0]);
        }
        for (long window = FIRST_WINDOW; ; window *= WINDOW_GROWTH) {
            boolean all = end - begin <= window || window > Long.MAX_VALUE / WINDOW_GROWTH;
            Query query = within(translated, all ? search.fromNanos() : end - window, end);
            TopDocs top = top(searcher, query, after, page, order(true));
            if (all || top.scoreDocs.length >= page) {
                return top;
            }
        }
    }

    /** When lines were said that are kept and within the times of a search. */
    private static Sweep.Times bounds(IndexSearcher searcher, Search search) throws IOException {
        IndexReader lines = searcher.getIndexReader();
        byte[] youngest = PointValues.getMaxPackedValue(lines, Terms.AT);
        byte[] oldest = PointValues.getMinPackedValue(lines, Terms.AT);
        return youngest == null || oldest == null
                ? new Sweep.Times(0, 0)
                : new Sweep.Times(
                        Math.max(search.fromNanos(), LongPoint.decodeDimension(oldest, 0)),
                        Math.min(search.toNanos(), LongPoint.decodeDimension(youngest, 0) + 1));
    }

    /** No two lines have the same place, so that any document number will do for the last one. */
    private static FieldDoc place(IndexSearcher searcher, Search.Cursor cursor) {
        return new FieldDoc(
                Math.max(0, searcher.getIndexReader().maxDoc() - 1),
                Float.NaN,
                new Object[] {cursor.nanos(), cursor.id()});
    }

    private static Search.Cursor cursor(ScoreDoc doc) {
        Object[] values = ((FieldDoc) doc).fields;
        return new Search.Cursor((Long) values[0], (Long) values[1]);
    }

    private List<LogEntry> entries(TopDocs top, Predicate<LogEntry> fits) {
        long[] ids = new long[top.scoreDocs.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = cursor(top.scoreDocs[i]).id();
        }
        long[] sorted = ids.clone();
        Arrays.sort(sorted);
        Map<Long, LogEntry> byId = new HashMap<>();
        Sieve sieve =
                new Sieve(
                        reader,
                        fits,
                        entries -> {
                            entries.forEach(entry -> byId.put(entry.id(), entry));
                            return true;
                        });
        sieve.put(sorted);
        sieve.end();
        List<LogEntry> ordered = new ArrayList<>(byId.size());
        for (long id : ids) {
            LogEntry entry = byId.get(id);
            if (entry != null) {
                ordered.add(entry);
            }
        }
        return ordered;
    }

    /**
     * Looks at all lines that are so, in no certain order.
     *
     * @param each whether to go on
     * @throws LogsException LIMIT when the time is up
     */
    void scan(
            LogExpr expr,
            long fromNanos,
            long toNanos,
            Duration longest,
            Predicate<LogEntry> each) {
        long deadline = System.nanoTime() + longest.toNanos();
        Translation translated = Translation.of(expr);
        Sieve sieve =
                new Sieve(
                        reader,
                        test(translated, expr),
                        entries -> {
                            if (System.nanoTime() > deadline) {
                                throw tooLong(longest);
                            }
                            return entries.stream().allMatch(each);
                        });
        use(searcher -> {
            IdCollector.Batches batches = new IdCollector.Batches(sieve::put);
            searcher.search(within(translated, fromNanos, toNanos), batches.manager());
            return sieve.end();
        });
    }

    private static Predicate<LogEntry> test(Translation translated, LogExpr expr) {
        return translated.exact() ? entry -> true : entry -> new Line(entry).fits(expr);
    }

    private static LogsException tooLong(Duration longest) {
        return new LogsException(
                LogsException.Kind.LIMIT,
                "the search took longer than "
                        + longest.toSeconds()
                        + " s; search for more words, or a shorter time");
    }

    Counts counts(LogExpr expr, long fromNanos, long toNanos, int steps, Duration longest) {
        long step = Math.max(1, Math.ceilDiv(toNanos - fromNanos, Math.max(1, steps)));
        int most = (int) Math.ceilDiv(Math.max(1, toNanos - fromNanos), step);
        TreeMap<String, long[]> byLevel = new TreeMap<>();
        Translation translated = Translation.of(expr);
        if (translated.exact()) {
            use(searcher ->
                    searcher.search(
                            within(translated, fromNanos, toNanos),
                            new CountCollector.Counting(fromNanos, step, most, byLevel)));
        } else {
            scan(
                    expr,
                    fromNanos,
                    toNanos,
                    longest,
                    entry -> {
                        String level = new Line(entry).fields().getOrDefault("level", "");
                        byLevel.computeIfAbsent(level, key -> new long[most])[
                                (int) ((entry.nanos() - fromNanos) / step)]++;
                        return true;
                    });
        }
        TreeMap<String, List<Long>> counts = new TreeMap<>();
        byLevel.forEach(
                (level, values) -> counts.put(level, Arrays.stream(values).boxed().toList()));
        return new Counts(fromNanos, step, counts);
    }

    Set<Origin> origins() {
        Set<Origin> origins = new LinkedHashSet<>();
        terms(Terms.ORIGIN).forEach(key -> origins.add(Origin.ofKey(key)));
        return origins;
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        terms(Terms.NAMES)
                .forEach(term ->
                        names.addAll(
                                List.of(term.substring(1).split(String.valueOf(Terms.BETWEEN)))));
        return names;
    }

    private Set<String> terms(String field) {
        return use(searcher -> {
            IndexReader all = searcher.getIndexReader();
            Set<String> found = new TreeSet<>();
            org.apache.lucene.index.Terms terms = MultiTerms.getTerms(all, field);
            if (terms != null) {
                TermsEnum each = terms.iterator();
                for (BytesRef term = each.next();
                        term != null && found.size() < 10_000;
                        term = each.next()) {
                    found.add(term.utf8ToString());
                }
            }
            return found;
        });
    }
}
