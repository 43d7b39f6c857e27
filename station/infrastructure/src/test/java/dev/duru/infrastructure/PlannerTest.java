package dev.duru.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.manifest.Attributes;
import dev.duru.manifest.Environment;
import dev.duru.manifest.Manifest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
    private static final String BEFORE =
            """
            environments:
              staging: { from: main, env: { LEVEL: debug } }
              production: { after: staging, replicas: 2, approve: qa }
            """;

    private static Map<String, Standing> standing(String text) {
        Map<String, Standing> all = new TreeMap<>();
        for (Environment environment : Manifest.parse("duru.yml", text).orThrow().declared()) {
            all.put(
                    environment.name(),
                    new Standing(
                            environment.name(),
                            "abc",
                            text,
                            Attributes.of(environment),
                            "mina",
                            Instant.EPOCH));
        }
        return all;
    }

    private static List<Step> steps(Map<String, Standing> standing, String text) {
        return Planner.steps(standing, Manifest.parse("duru.yml", text).orThrow(), Instant.EPOCH);
    }

    @Test
    void whatIsNotThereIsCreatedWithItsPlace() {
        assertThat(steps(Map.of(), BEFORE))
                .extracting(s -> s.environment() + " " + s.action() + " " + s.place())
                .containsExactly("staging CREATE duru.yml:2:3", "production CREATE duru.yml:3:3");
    }

    @Test
    void whereItStandsAndCommentsChangeNothing() {
        assertThat(steps(standing(BEFORE), "# moved\n\n" + BEFORE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "after: staging, replicas: 3, approve: qa | CHANGE | replicas 2>3 RESTART",
                "after: staging, replicas: 2, approve: { count: 2 } | CHANGE | approval.count 1>2 NONE",
                "after: staging, replicas: 2 | CHANGE | approval.count 1> NONE",
                "after: staging, replicas: 2, approve: qa, runtime: container | REPLACE | runtime process>container REPLACE",
                "after: staging, replicas: 2, approve: qa, env: { A: '' } | CHANGE | env.A > RESTART",
                "after: staging, replicas: 2, approve: qa, secrets: [KEY] | CHANGE | secrets >KEY RESTART",
                "after: staging, replicas: 2, approve: qa, irreversible: true | CHANGE | irreversible false>true NONE",
                "after: staging, replicas: 2, approve: qa, rollout: recreate | CHANGE | rollout rolling>recreate NONE",
            })
    void aDifferenceSaysWhatRestarts(String keys, String action, String difference) {
        String text = BEFORE.replaceAll("production: \\{.*\\}", "production: { " + keys + " }");
        List<Step> steps = steps(standing(BEFORE), text);
        assertThat(steps).hasSize(1);
        assertThat(steps.getFirst().action()).hasToString(action);
        assertThat(steps.getFirst().differences())
                .extracting(
                        d -> d.attribute() + " " + d.before() + ">" + d.after() + " " + d.effect())
                .contains(difference);
    }

    @Test
    void whatIsDeclaredNoLongerWaitsForASecondWord() {
        List<Step> steps =
                steps(
                        standing(BEFORE),
                        "environments: { staging: { from: main, env: { LEVEL: debug } } }");
        assertThat(steps)
                .extracting(s -> s.environment() + " " + s.action() + " " + s.state())
                .containsExactly("production DESTROY CONFIRM");
    }

    @Test
    void oneThatStandsForManyRestartsNothing() {
        String before = "environments:\n  review/*: { from: x/*, env: { A: '1' } }\n";
        assertThat(steps(Map.of(), before))
                .extracting(s -> s.environment() + " " + s.action() + " " + s.restarts())
                .containsExactly("review/* CREATE false");
        assertThat(steps(standing(before), before.replace("'1'", "'2'")))
                .singleElement()
                .satisfies(step -> {
                    assertThat(step.action()).isEqualTo(Step.Action.CHANGE);
                    assertThat(step.restarts()).isFalse();
                    assertThat(step.why()).contains("next image");
                });
        assertThat(steps(standing(before), "environments: {}"))
                .extracting(s -> s.environment() + " " + s.action() + " " + s.why())
                .containsExactly(
                        "review/* DESTROY it is declared no longer; all of its environments end");
    }
}
