package dev.duru.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLinesTest {
    private static List<String> events(String stream) {
        List<String> events = new ArrayList<>();
        stream.lines().forEach(new EventLines((kind, data) -> events.add(kind + "=" + data)));
        return events;
    }

    @Test
    void emptyLinesOfAnOutputAreEventsToo() {
        assertThat(
                        events(
                                "event: output\ndata: first\n\nevent: output\ndata:\n\n"
                                        + "event: output\ndata:   two words\n\n"
                                        + "event: end\ndata: done\n\n"))
                .containsExactly("output=first", "output=", "output=  two words", "end=done");
    }

    @Test
    void dataOfSeveralLinesIsOneEventAndCommentsAreNone() {
        assertThat(
                        events(
                                ": beat\n\nevent: x\nid: 7\ndata: a\ndata:\ndata: b\n\ndata: last\n\nevent: y\n\n"))
                .containsExactly("x=a\n\nb", "=last");
    }
}
