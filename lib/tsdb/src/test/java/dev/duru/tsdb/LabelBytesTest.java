package dev.duru.tsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.tsdb.store.Store;
import dev.duru.tsdb.store.StoreSettings;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelBytesTest {
    private static LabelBytes of(String... namesAndValues) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int[] places = new int[namesAndValues.length + 1];
        for (int i = 0; i < namesAndValues.length; i++) {
            all.writeBytes(namesAndValues[i].getBytes(StandardCharsets.UTF_8));
            places[i + 1] = all.size();
        }
        LabelBytes labels = new LabelBytes(all.toByteArray());
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.add(places[i], places[i + 1], places[i + 1], places[i + 2]);
        }
        return labels;
    }

    @Test
    void plainOnesHaveTheHashOfTheirTexts() {
        LabelBytes labels = of("__name__", "up", "instance", "10.0.0.1:80", "job", "shop", "z", "");
        Labels texts = Labels.of("up", "instance", "10.0.0.1:80", "job", "shop");
        assertThat(labels.isPlain()).isTrue();
        assertThat(labels.hasName()).isTrue();
        assertThat(labels.labels()).isEqualTo(texts);
        assertThat(labels.hashCode()).isEqualTo(texts.hashCode());
        assertThat(labels.isSame(texts)).isTrue();
        assertThat(labels.isSame(texts.with("job", "shoq"))).isFalse();
        assertThat(labels.isSame(texts.with("k", "1"))).isFalse();
        assertThat(labels.isSame(texts.with("job", ""))).isFalse();
    }

    @Test
    void othersAreReadAsTexts() {
        assertThat(of("job", "a", "__name__", "up").isPlain()).as("not sorted").isFalse();
        assertThat(of("job", "값").isPlain()).as("not ASCII").isFalse();
        assertThat(of("job", "a", "__name__", "up").labels())
                .isEqualTo(Labels.of("up", "job", "a"));
        assertThat(of("job", "a").hasName()).isFalse();
        assertThatThrownBy(() -> of("a", "1", "a", "2").labels())
                .isInstanceOf(TsdbException.class)
                .hasMessageContaining("there twice: 'a'");
        assertThatThrownBy(() -> of("", "1").labels()).isInstanceOf(TsdbException.class);
    }

    @Test
    void aStoreFindsTheSameSeries() {
        try (Store store = Store.open(StoreSettings.standard(null))) {
            for (String job : List.of("a", "값")) {
                LabelBytes bytes = of("__name__", "up", "job", job);
                assertThat(store.add(bytes, 1, 1)).isEqualTo(Outcome.KEPT);
                assertThat(store.add(Labels.of("up", "job", job), 2, 2)).isEqualTo(Outcome.KEPT);
                assertThat(store.add(bytes, 2, 2)).isEqualTo(Outcome.DUPLICATE);
                assertThat(store.add(bytes, 3, 3)).isEqualTo(Outcome.KEPT);
            }
            assertThat(store.seriesCount()).isEqualTo(2);
            assertThat(store.sampleCount()).isEqualTo(6);
        }
    }
}
