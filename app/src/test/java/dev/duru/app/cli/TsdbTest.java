package dev.duru.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.store.Store;
import dev.duru.tsdb.store.StoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code duru tsdb check} on a store of one block. */
final class TsdbTest {
    private static final long MINUTE = 60_000;

    @TempDir private Path folder;
    private Terminal terminal;

    @BeforeEach
    void fill() throws Exception {
        terminal = new Terminal(folder, folder);
        try (Store store = Store.open(StoreSettings.standard(folder.resolve("samples")))) {
            for (int i = 0; i <= 200; i++) {
                store.append(Labels.of("up"), i * MINUTE, i);
            }
            store.commit();
            store.maintain();
        }
    }

    @Test
    void aWholeStoreIsListed() throws Exception {
        Terminal.Shown shown = terminal.run("tsdb", "check", "samples");
        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(shown.out()).contains("number 1  level 1  from 1970-01-01T00:00:00Z");
        assertThat(shown.err()).contains("1 blocks, nothing damaged");
    }

    @Test
    void damageIsNamed() throws Exception {
        Path index = folder.resolve("samples/blocks/00000001/index");
        byte[] bytes = Files.readAllBytes(index);
        bytes[9] ^= 1;
        Files.write(index, bytes);
        Terminal.Shown shown = terminal.run("tsdb", "check", "samples", "--json");
        assertThat(shown.code()).isEqualTo(1);
        assertThat(shown.out()).contains("index: its checksum is wrong");
        assertThat(terminal.run("tsdb", "check", "elsewhere").code()).isEqualTo(2);
    }
}
