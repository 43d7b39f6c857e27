package dev.duru.observe.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.observe.file.Section;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeIntervalTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 2026-01-02T03:04:05Z | true",
                "{ times: [{ start_time: '09:00', end_time: '17:00' }] } | 2026-01-02T09:00:00Z | true",
                "{ times: [{ start_time: '09:00', end_time: '17:00' }] } | 2026-01-02T17:00:00Z | false",
                "{ times: [{ start_time: '22:00', end_time: '24:00' }] } | 2026-01-02T23:59:59Z | true",
                "{ weekdays: ['monday:friday'] } | 2026-01-02T03:04:05Z | true",
                "{ weekdays: ['monday:friday'] } | 2026-01-04T03:04:05Z | false",
                "{ weekdays: [sunday] } | 2026-01-04T03:04:05Z | true",
                "{ days_of_month: ['-3:-1'] } | 2026-02-26T00:00:00Z | true",
                "{ days_of_month: ['-3:-1'] } | 2026-02-25T00:00:00Z | false",
                "{ days_of_month: ['28:31'] } | 2026-02-28T00:00:00Z | true",
                "{ days_of_month: ['1:5'] } | 2026-02-06T00:00:00Z | false",
                "{ months: ['june:august', 12] } | 2026-12-06T00:00:00Z | true",
                "{ months: ['june:august', 12] } | 2026-05-06T00:00:00Z | false",
                "{ years: ['2027:2030'] } | 2026-05-06T00:00:00Z | false",
                "{ weekdays: [monday], location: Asia/Seoul } | 2026-01-04T15:00:00Z | true",
                "{ weekdays: [monday], location: Asia/Seoul } | 2026-01-04T14:59:00Z | false",
            })
    void containsWhatItSays(String text, Instant moment, boolean within) {
        Section section = Section.read("i.yml", text);
        assertThat(TimeInterval.read(section).contains(moment)).isEqualTo(within);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ weekdays: [someday] } | weekdays",
                "{ days_of_month: ['0'] } | days_of_month",
                "{ months: ['june:april'] } | months",
                "{ times: [{ start_time: '17:00', end_time: '09:00' }] } | ends before it starts",
                "{ times: [{ start_time: '9', end_time: '10:00' }] } | 09:30",
                "{ location: Moon/Crater } | no such zone",
            })
    void aMistakeIsNamedWithItsPlace(String text, String words) {
        Section section = Section.read("i.yml", text);
        assertThatThrownBy(() -> TimeInterval.read(section))
                .hasMessageContaining("i.yml:1:")
                .hasMessageContaining(words);
    }

    private Path file(String interval) throws Exception {
        Files.writeString(
                folder.resolve("words.tmpl"),
                """
                {{ define "shop.title" }}[{{ .Status | toUpper }}{{ if eq .Status "firing" }}:{{ .Alerts.Firing | len }}{{ end }}] \
                {{ .GroupLabels.SortedPairs.Values | join " " }} {{ .Alerts.Resolved | len }}\
                {{ range .CommonLabels.SortedPairs }} {{ .Name }}={{ .Value }}{{ end }}{{ end }}
                """);
        return Files.writeString(
                folder.resolve("am.yml"),
                """
                templates: ['*.tmpl']
                time_intervals: [{ name: never, time_intervals: [{ years: ['1971'] }] }]
                mute_time_intervals: [{ name: always, time_intervals: [{}] }]
                route: { receiver: a, routes: [{ receiver: a, %s }] }
                receivers: [{ name: a, slack_configs: [{ api_url: 'http://127.0.0.1:1/', title: '{{ template "shop.title" . }}' }] }]
                """
                        .formatted(interval));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "continue: false | false",
                "mute_time_intervals: [always] | true",
                "mute_time_intervals: [never] | false",
                "active_time_intervals: [never] | true",
                "active_time_intervals: ['never', 'always'] | false",
            })
    void aRouteIsQuietInItsTimes(String interval, boolean quiet) throws Exception {
        Routing routing = RoutingFile.read(file(interval));
        Routing.Route route = routing.root().children().getFirst();
        assertThat(route.hours().areQuiet(Instant.now())).isEqualTo(quiet);
    }

    @Test
    void templatesOfFilesAreThere() throws Exception {
        Routing routing = RoutingFile.read(file("continue: false"));
        String title =
                Messages.render(
                        "{{ template \"shop.title\" . }}",
                        Map.of(
                                "status",
                                "firing",
                                "alerts",
                                List.of(Map.of("status", "firing"), Map.of("status", "resolved")),
                                "groupLabels",
                                Map.of("job", "api", "alertname", "Down"),
                                "commonLabels",
                                Map.of("zone", "z", "app", "a")),
                        routing.library());
        assertThat(title).isEqualTo("[FIRING:1] Down api 1 app=a zone=z");
    }

    @Test
    void anIntervalThatIsNotThereIsNamed() throws Exception {
        Path file = file("mute_time_intervals: [weekend]");
        assertThatThrownBy(() -> RoutingFile.read(file))
                .hasMessageContaining("am.yml:4:")
                .hasMessageContaining("weekend");
    }
}
