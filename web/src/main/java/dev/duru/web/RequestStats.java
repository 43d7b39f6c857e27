package dev.duru.web;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests by route, method and class of status. */
final class RequestStats {
    private final Map<Key, Count> counts = new ConcurrentHashMap<>();

    private record Key(String route, String method, String statusClass) {}

    private record Count(LongAdder requests, LongAdder nanos) {}

    void add(String route, String method, int status, long nanos) {
        Key key = new Key(route, method, status / 100 + "xx");
        Count count =
                counts.computeIfAbsent(key, any -> new Count(new LongAdder(), new LongAdder()));
        count.requests().increment();
        count.nanos().add(nanos);
    }

    List<RequestStat> list() {
        return counts.entrySet().stream()
                .map(entry ->
                        new RequestStat(
                                entry.getKey().route(),
                                entry.getKey().method(),
                                entry.getKey().statusClass(),
                                entry.getValue().requests().sum(),
                                entry.getValue().nanos().sum() / 1e9))
                .sorted(
                        Comparator.comparing(RequestStat::route)
                                .thenComparing(RequestStat::method)
                                .thenComparing(RequestStat::statusClass))
                .toList();
    }
}
