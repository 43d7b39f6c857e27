package dev.duru.observe.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.logs.Draft;
import dev.duru.logs.LogEntry;
import dev.duru.logs.Origin;
import dev.duru.logs.store.LogStore;
import dev.duru.logs.store.StoreSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One who watches lines, too slowly. */
class LogWatchTest {
    @TempDir Path folder;

    @Test
    void whoIsTooSlowMissesSomeAndIsToldHowMany() throws Exception {
        Origin origin = new Origin(Map.of("source", "app"));
        List<Draft> drafts =
                LongStream.range(0, 1_500)
                        .mapToObj(n -> new Draft(n, origin, "line " + n))
                        .toList();
        try (LogStore store = LogStore.open(StoreSettings.standard(folder))) {
            LogWatch watch = new LogWatch(store);
            store.append(drafts);
            for (int n = 0; n < 1_000; n++) {
                LogEntry next = watch.next(30);
                assertThat(next == null ? "none" : next.text()).isEqualTo("line " + n);
            }
            assertThat(watch.next(0)).isNull();
            assertThat(watch.missed()).isEqualTo(500);
            assertThat(watch.missed()).isZero();
            watch.close();
            store.append(drafts);
            assertThat(watch.next(0)).isNull();
        }
    }
}
