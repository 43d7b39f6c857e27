package dev.duru.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.yaml.YamlProblem;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    static final String SHOP =
            """
            app: shop
            package:
              files: { app/: target/app/ }
              run: java -jar app/run.jar
              health: /healthz
            environments:
              staging:    { from: main, runtime: process, env: { LOG_LEVEL: debug, N: 1.10 } }
              production:
                after: staging
                approve: { role: qa, count: 1 }
                replicas: 2
                secrets: [DB_URL]
                rollout: { canary: [10%, 50%, 100%], every: 30s }
                verify:
                  - { name: errors,  query: 'duru_error_ratio{env="production"}', below: 0.02 }
                  - { name: latency, query: 'histogram_quantile(0.95, ...)', below: 500ms }
                  - { name: tail, signal: p99, compare: stable, tolerance: 2, window: 1m, minRequests: 5 }
                rollback: auto
                drain: 5s
            alerts:
              - { name: HighErrorRate, query: 'duru_error_ratio', above: 5%, for: 1m, severity: critical }
            """;

    @Test
    void dashboardsLieWhereTheFileSays() {
        assertThat(Manifest.parse("duru.yml", "app: a").orThrow().dashboards())
                .isEqualTo("dashboards");
        assertThat(Manifest.parse("duru.yml", "dashboards: ops/boards/").orThrow().dashboards())
                .isEqualTo("ops/boards");
        assertThat(problems("dashboards: ../elsewhere"))
                .singleElement()
                .asString()
                .contains("duru.yml:1:13", "`../elsewhere` is not a folder of the repository");
    }

    @Test
    void readsTheWholeOfAManifest() {
        Manifest manifest = Manifest.parse("duru.yml", SHOP).orThrow();
        assertThat(manifest.app()).isEqualTo("shop");
        assertThat(manifest.packaging().files())
                .extracting(f -> f.imagePath() + "=" + f.source())
                .containsExactly("app/=target/app/");
        assertThat(manifest.packaging().health().path()).isEqualTo("/healthz");
        assertThat(manifest.packaging().health().timeout()).isEqualTo(Duration.ofMinutes(1));

        Environment staging = manifest.environment("staging").orElseThrow();
        assertThat(staging.rollout()).isEqualTo(Rollout.Rolling.DEFAULT);
        assertThat(staging.env()).containsEntry("N", "1.10");
        assertThat(staging.position().toString()).isEqualTo("duru.yml:7:3");
        assertThat(manifest.takingBranch("main")).containsExactly(staging);
        assertThat(manifest.takingBranch("other")).isEmpty();

        Environment production = manifest.environment("production").orElseThrow();
        assertThat(manifest.after("staging")).containsExactly(production);
        assertThat(production.approval().role()).isEqualTo(Environment.ApprovalRole.APPROVER);
        assertThat(production.approval().self()).isFalse();
        assertThat(production.rollout())
                .isEqualTo(
                        new Rollout.Canary(
                                List.of(
                                        new Rollout.Step(10, 0, null, 0, false),
                                        new Rollout.Step(50, 0, null, 0, false),
                                        new Rollout.Step(100, 0, null, 0, false)),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(30),
                                null));
        assertThat(production.verify())
                .extracting(Gate::signal)
                .containsExactly(Gate.Signal.ERROR_RATIO, Gate.Signal.P95, Gate.Signal.P99);
        assertThat(production.verify().get(0).below()).isEqualTo(0.02);
        assertThat(production.verify().get(1).below()).isEqualTo(0.5);
        assertThat(production.verify().get(2).tolerance()).isEqualTo(2.0);
        assertThat(production.verify().get(2).window()).isEqualTo(Duration.ofMinutes(1));
        assertThat(production.drain()).isEqualTo(Duration.ofSeconds(5));
        assertThat(manifest.alerts().getFirst().above()).isEqualTo(0.05);
    }

    @Test
    void readsEveryWayToRollOut() {
        Environment canary =
                environment(
                        """
                        rollout:
                          canary: [{ shadow: 50%, for: 1m }, { weight: 5%, requests: 500 }, { weight: 20%, pause: true }, 100%]
                          every: 10s
                          deadline: 1h
                        """);
        assertThat(canary.rollout())
                .isEqualTo(
                        new Rollout.Canary(
                                List.of(
                                        new Rollout.Step(0, 50, Duration.ofMinutes(1), 0, false),
                                        new Rollout.Step(5, 0, null, 500, false),
                                        new Rollout.Step(20, 0, null, 0, true),
                                        new Rollout.Step(100, 0, null, 0, false)),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(10),
                                Duration.ofHours(1)));
        Environment rolling =
                environment("rollout: { rolling: { surge: 1, unavailable: 25% }, every: 5s }\n");
        assertThat(rolling.rollout())
                .isEqualTo(
                        new Rollout.Rolling(
                                new Rollout.Amount(1, false),
                                new Rollout.Amount(25, true),
                                Duration.ofSeconds(5),
                                null,
                                null));
        assertThat(new Rollout.Amount(25, true).of(5, true)).isEqualTo(2);
        assertThat(new Rollout.Amount(25, true).of(5, false)).isEqualTo(1);
        Environment colours = environment("rollout: { blueGreen: { preview: 0s, pause: true } }\n");
        assertThat(colours.rollout())
                .isEqualTo(new Rollout.BlueGreen(Duration.ZERO, true, null, null, null));
        assertThat(colours.keep()).isEqualTo(Duration.ofMinutes(10));
        assertThat(environment("rollout: recreate\nkeep: 1m\n").keep())
                .isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void readsChecksBesideSignals() {
        Environment environment =
                environment(
                        """
                        verify:
                          - { name: errors, signal: error_ratio, below: 2% }
                          - { name: queue, query: 'max(queue_length{release="$release"})', below: 100 }
                          - { name: people, hook: 'https://gate.example.org/open', timeout: 3s }
                          - { name: smoke, job: smoke.yml, eachStep: true }
                        """);
        assertThat(environment.verify()).extracting(Gate::name).containsExactly("errors");
        assertThat(environment.checks())
                .extracting(Check::name)
                .containsExactly("queue", "people", "smoke");
        assertThat(environment.checks().get(2))
                .isInstanceOfSatisfying(
                        Check.Job.class,
                        job -> {
                            assertThat(job.job()).isEqualTo("smoke.yml");
                            assertThat(job.eachStep()).isTrue();
                        });
        assertThat(environment.checks().get(1))
                .isInstanceOfSatisfying(
                        Check.Hook.class,
                        hook -> assertThat(hook.timeout()).isEqualTo(Duration.ofSeconds(3)));
    }

    @Test
    void readsWhatTheEdgeDoes() {
        EdgeSettings edge =
                environment(
                                """
                                edge:
                                  hosts: [shop.example.org]
                                  tls: { certificate: shop.pem, key: shop.key }
                                  redirect: true
                                  hsts: 1h
                                  health: { every: 2s, unhealthyAfter: 2 }
                                  outliers: { failures: 3 }
                                  retry: { on: [503] }
                                  timeouts: { head: 5s }
                                  limits: { perSecond: 100 }
                                  sticky: { cookie: stay, for: 1h }
                                  testers: [{ header: X-Tester, value: yes }, { cookie: old, to: stable }]
                                  slowStart: 10s
                                  accessLog: true
                                """)
                        .edge();
        assertThat(edge.tls()).isEqualTo(new EdgeSettings.Tls.Files("shop.pem", "shop.key"));
        assertThat(edge.health())
                .isEqualTo(new EdgeSettings.Probe(null, Duration.ofSeconds(2), null, null, 2));
        assertThat(edge.outliers())
                .isEqualTo(new EdgeSettings.Outliers(3, Duration.ofSeconds(10), 50));
        assertThat(edge.retry()).isEqualTo(new EdgeSettings.Retry(1, 20, List.of(503)));
        assertThat(edge.testers())
                .containsExactly(
                        new EdgeSettings.Tester(
                                "X-Tester", null, "yes", EdgeSettings.Tester.To.NEW),
                        new EdgeSettings.Tester(null, "old", null, EdgeSettings.Tester.To.STABLE));
        assertThat(edge.sticky()).isEqualTo(new EdgeSettings.Sticky("stay", Duration.ofHours(1)));
    }

    private static Environment environment(String keys) {
        return Manifest.parse("duru.yml", "environments:\n  e:\n" + keys.indent(4))
                .orThrow()
                .environment("e")
                .orElseThrow();
    }

    @Test
    void tellsAllProblemsAtTheirPlacesAndInTheirOrder() {
        String text =
                """
                app: Shop
                packge: {}
                environments:
                  staging: { form: main }
                  production:
                    after: stagin
                    replicas: many
                    rollout: { canary: [50%, 10%] }
                    verify:
                      - { name: e, signal: error_ratio, below: 500ms }
                      - { name: e, signal: p90, below: 1s }
                """;
        assertThat(problems(text))
                .containsExactly(
                        "duru.yml:1:6: `Shop` is not a name; use lower-case letters, digits and - . _ between",
                        "duru.yml:2:1: unknown key `packge` in duru.yml; did you mean `package`?",
                        "duru.yml:4:14: unknown key `form` in the environment `staging`; did you mean `from`?",
                        "duru.yml:6:12: `production` comes after `stagin`, which is no environment; did you mean `staging`?",
                        "duru.yml:7:15: `replicas` is `many`; write a whole number from 1 to 64",
                        "duru.yml:8:24: the last step is not 100%; end the list with 100%, when the release has all traffic",
                        "duru.yml:8:30: the step 10% does not follow 50%; let each step be larger than the one before",
                        "duru.yml:10:48: `500ms` is no limit for error_ratio; write a share such as 2% or 0.02, at most 100%",
                        "duru.yml:11:9: a second gate is named `e`; give it another name",
                        "duru.yml:11:28: `signal` is `p90`; did you mean `p50`?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "environments: {a: {after: b}, b: {after: a}} | in a circle: a after b after a",
                "environments: {a: {after: a}} | in a circle: a after a",
                "environments: {a: {from: main, after: b}, b: {}} | `from` and `after` are both there",
                "environments: {a: {from: main}, a: {from: x}} | the key `a` is there twice",
                "environments: {A_B: {from: main}} | is not a name of an environment",
                "environments: [a] | `environments` must be a mapping",
                "environments: {a: 1} | the environment `a` must be a mapping",
                "environments: {a: {env: {PORT: 1}}} | `PORT` is set by Duru",
                "environments: {a: {env: {x-y: 1}}} | not a name of a variable",
                "environments: {a: {secrets: [X, X]}} | there twice",
                "environments: {a: {rollout: blue}} | `rollout` is `blue`",
                "environments: {a: {rollout: {canary: [10%, 100%], every: 30}}} | is not a duration",
                "environments: {a: {rollback: never}} | use one of: auto, manual",
                "environments: {a: {approve: {self: perhaps}}} | write true or false",
                "environments: {a: {verify: [{name: e, signal: p95, below: 0.5}]}} | is no limit for p95",
                "environments: {a: {verify: [{name: e, signal: p95}]}} | the gate has no limit",
                "environments: {a: {verify: [{name: e, query: up}]}} | the gate has no limit",
                "environments: {a: {verify: [{name: e, query: up, below: x}]}} | `x` is no limit",
                "environments: {a: {verify: [{name: e, query: up, below: 1, hook: 'https://h/'}]}} | `query` and `hook` are both there",
                "environments: {a: {verify: [{name: e, hook: 'ftp://h/'}]}} | not an address that can be asked",
                "environments: {a: {verify: [{name: e, job: ../x.yml}]}} | `job` names neither a workflow nor a job",
                "environments: {a: {verify: [{name: e, job: s.yml, below: 1}]}} | `below` has no meaning beside `job`",
                "environments: {a: {verify: [{name: e, hook: 'https://h/', eachStep: true}]}} | `eachStep` has no meaning beside `hook`",
                "environments: {a: {verify: [{name: e, hook: 'https://h/', job: s.yml}]}} | `hook` and `job` are both there",
                "environments: {a: {verify: [{name: e, hook: 'https://h/', below: 1}]}} | `below` has no meaning beside `hook`",
                "environments: {a: {rollout: {every: 5s}}} | `rollout` says not how",
                "environments: {a: {rollout: {canary: [100%], rolling: {}}}} | says more than one way",
                "environments: {a: {rollout: {canary: [{weight: 10%, shadow: 5%}, 100%]}}} | a step has a `weight`, or is a `shadow`",
                "environments: {a: {rollout: {canary: [10%, {shadow: 5%}, 100%]}}} | a shadow comes after a step with visitors",
                "environments: {a: {rollout: {rolling: {surge: 0}}}} | nothing can be replaced",
                "environments: {a: {rollout: {rolling: {surge: 200%}}}} | write a number of copies",
                "environments: {a: {edge: {tls: acme}}} | `tls` without `hosts`",
                "environments: {a: {edge: {hosts: [a.b], tls: {certificate: ../x, key: k}}}} | `../x` is not a file name",
                "environments: {a: {edge: {hosts: [x.localhost]}}} | is not a host that an environment can have",
                "environments: {a: {edge: {redirect: true}}} | there is no `tls`",
                "environments: {a: {edge: {health: healthz}}} | is not a path",
                "environments: {a: {edge: {retry: {on: [404]}}}} | is not a status to try again on",
                "environments: {a: {edge: {timeouts: {head: 0s}}}} | write a time from 1ms",
                "environments: {a: {edge: {limits: {inFlight: none}}}} | `inFlight` is `none`",
                "environments: {a: {edge: {sticky: 'a b'}}} | is not a name of a header or cookie",
                "environments: {a: {edge: {testers: [{value: x}]}}} | has `header` or `cookie`",
                "environments: {a: {verify: [{name: e, query: 'duru_error_ratio{env=\"b\"}', below: 1}]}} | reads the release that goes there",
                "package: {files: {app/: ../x}, run: y} | is not a path inside the repository",
                "package: {files: {../app: x}, run: y} | is not a path inside the image",
                "package: {files: {a: x}} | has `files` but no `run`",
                "package: {files: {a: x}, run: y, dockerfile: D} | are both there",
                "package: {health: healthz} | is not the path of a URL",
                "alerts: [{name: a, query: b}] | needs either `above` or `below`",
                "app: | `app` has no value",
                "'app: [a' | not valid YAML",
                "[] | holds a list and not a mapping",
            })
    void refusesWith(String text, String expected) {
        assertThat(problems(text)).anySatisfy(problem -> assertThat(problem).contains(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "main,main,true",
        "main,maint,false",
        "release/*,release/1.2,true",
        "release/*,rel,false",
        "*,any/thing,true",
        "a*b*c,aXbYc,true",
        "a*b*c,ac,false",
        "ab*ba,aba,false"
    })
    void takesBranchesByPattern(String pattern, String branch, boolean takes) {
        String text = "environments: { e: { from: '%s' } }".formatted(pattern);
        Manifest manifest = Manifest.parse("duru.yml", text).orThrow();
        assertThat(manifest.takingBranch(branch).isEmpty()).isNotEqualTo(takes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing", "---\n"})
    void saysThatAnEmptyFileIsEmpty(String text) {
        assertThat(problems(text)).singleElement().asString().contains("the file is empty");
    }

    @Test
    void neverThrowsForDamagedText() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder(SHOP);
            for (int j = random.nextInt(1, 6); j > 0; j--) {
                int at = random.nextInt(text.length() - 1);
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, ":{}[]-\n \t*&'\"%0".charAt(random.nextInt(15)));
                    default -> text.setCharAt(at, (char) random.nextInt(32, 127));
                }
            }
            Parsed parsed = Manifest.parse("duru.yml", text.toString());
            if (parsed instanceof Parsed.Bad bad) {
                assertThat(bad.problems()).as("seed %d", seed).isNotEmpty();
            }
        }
    }

    private static List<String> problems(String text) {
        return switch (Manifest.parse("duru.yml", text)) {
            case Parsed.Good _ -> List.of();
            case Parsed.Bad(List<YamlProblem> problems) ->
                    problems.stream().map(YamlProblem::toString).toList();
        };
    }
}
