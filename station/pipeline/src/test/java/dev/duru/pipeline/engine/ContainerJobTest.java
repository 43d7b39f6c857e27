package dev.duru.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.containers.ContainerEngine;
import dev.duru.containers.ContainerSpec;
import dev.duru.containers.testing.TestPodman;
import dev.duru.pipeline.container.ContainerRoom;
import dev.duru.pipeline.container.ContainerSettings;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs in containers, services and actions that are images, by a real Podman. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerJobTest {
    private static final String BUSYBOX = TestPodman.BUSYBOX;
    private static final String GREETER = "localhost/duru-test-greeter:1";

    @TempDir Path temp;
    private TestPodman podman;
    private TestEngine engine;
    private int count;

    @BeforeAll
    void startPodman() throws Exception {
        TestPodman.missing()
                .ifPresent(what -> assumeTrue(false, "skipped: " + what + " is missing"));
        podman = TestPodman.start();
        podman.image(
                GREETER,
                """
                FROM %s
                COPY serve /serve
                HEALTHCHECK --interval=1s --retries=20 CMD test -e /tmp/ready
                CMD ["sh", "/serve"]
                """
                        .formatted(BUSYBOX),
                Map.of(
                        "serve",
                        """
                        echo "greeter starts with ${NAME:-nobody}"
                        sleep 1; touch /tmp/ready
                        while :; do echo "hello ${NAME:-nobody}" | nc -l -p 7000; done
                        """));
    }

    @AfterAll
    void stopPodman() throws Exception {
        if (podman != null) {
            podman.close();
        }
    }

    @BeforeEach
    void open() throws IOException {
        engine = engine(new ContainerSettings(podman.address(), false, List.of(), false));
    }

    private TestEngine engine(ContainerSettings settings) throws IOException {
        Path folder = Files.createDirectory(temp.resolve("e" + count++));
        return new TestEngine(folder, 2, new ContainerRoom(settings, Map.of()));
    }

    @AfterEach
    void close() {
        engine.close();
        assertThat(mine()).isZero();
    }

    /** Containers and networks that jobs made. */
    private long mine() {
        ContainerEngine docker = podman.engine();
        return docker.containers().list(Map.of("dev.duru.job", "")).size()
                + docker.networks().list(Map.of("dev.duru.job", "")).size()
                + docker.volumes().list(Map.of("dev.duru.job", "")).size();
    }

    private record Ended(RunRow run, JobRow job, List<String> log) {
        String text() {
            return String.join("\n", log);
        }
    }

    private Ended run(String workflow) throws Exception {
        RunRow run = engine.await(engine.submit("run " + ++count, workflow));
        JobRow job = engine.jobs(run).getFirst();
        return new Ended(run, job, engine.log(run, job));
    }

    @Test
    void stepsRunInsideAndHandOnWhatTheySet() throws Exception {
        Ended ended =
                run(
                        """
                        on: push
                        jobs:
                          build:
                            runs-on: ubuntu-latest
                            container:
                              image: %s
                              env:
                                GREETING: hello
                              options: --hostname boxy --cpus 1 -e "SAID=two words" --network-alias me
                              volumes: ["data:/data", "${{ github.workspace }}/../shared:/shared"]
                            env:
                              JOB: ${{ github.job }}
                            steps:
                              - run: |
                                  echo "$GREETING from $(hostname) in $(pwd), $SAID, $FROM_IMAGE, $JOB"
                                  test "$GITHUB_WORKSPACE" = "${{ github.workspace }}"
                                  test "$RUNNER_TEMP" = "${{ runner.temp }}"
                                  test -d "$RUNNER_TEMP" && test -w "$HOME" && test -f "$GITHUB_EVENT_PATH"
                                  echo "home $HOME, shell $0"
                                  echo "FOO=b a r" >> "$GITHUB_ENV"
                                  mkdir bin
                                  printf '#!/bin/sh\\necho tool ran\\n' > bin/tool
                                  chmod +x bin/tool
                                  echo "$PWD/bin" >> "$GITHUB_PATH"
                                  echo kept > /data/f; echo shared > /shared/g; touch /tmp/same-container
                              - id: second
                                working-directory: ${{ github.workspace }}/bin
                                run: |
                                  tool
                                  pwd; cat /data/f; ls /tmp/same-container
                                  echo "FOO is $FOO"; echo "::notice::seen"
                                  echo "v=made inside" >> "$GITHUB_OUTPUT"
                                  echo "container ${{ job.container.id != '' && job.container.network != '' }}"
                              - run: false | echo "and ${{ steps.second.outputs.v }}"
                              - run: kill -9 $$ 2>&1
                                continue-on-error: true
                              - run: echo out; echo err >&2; exit 3
                              - if: always()
                                run: echo always
                        """
                                .formatted(BUSYBOX));
        assertThat(ended.log)
                .contains(
                        "hello from boxy in /__w/shop/shop, two words, yes, build",
                        "/__w/shop/shop/bin",
                        "FOO is b a r",
                        "kept",
                        "/tmp/same-container",
                        "and made inside",
                        "container true",
                        "the step ended with exit code 3",
                        "always",
                        "the step ended with exit code 137 (killed; perhaps memory ran out)",
                        "Runs in a container of " + BUSYBOX);
        assertThat(ended.text()).contains("home /github/home, shell /__w/_temp/_commands/");
        assertThat(ended.job.state()).isEqualTo(State.FAILED);
        assertThat(ended.job.message()).contains("exit code 3");
    }

    @Test
    void servicesAreReachedByPortFromTheMachineAndByNameFromAContainer() throws Exception {
        String services =
                """
                    services:
                      greeter:
                        image: %s
                        env: {NAME: friend}
                        ports: ["7000"]
                        options: --network-alias other
                """
                        .formatted(GREETER);
        Ended host =
                run(
                        """
                        on: push
                        jobs:
                          test:
                            runs-on: ubuntu-latest
                        %s
                            steps:
                              - shell: bash
                                run: |
                                  exec 3<>/dev/tcp/localhost/${{ job.services.greeter.ports['7000'] }}
                                  read line <&3; echo "got $line"
                                  echo "${{ job.services.greeter.id != '' && job.services.greeter.network == job.container.network }}"
                        """
                                .formatted(services));
        assertThat(host.text()).as(host.job.message()).contains("got hello friend", "\ntrue");
        assertThat(host.job.state()).isEqualTo(State.SUCCESS);
        assertThat(host.log)
                .contains(
                        "Service greeter is healthy",
                        "What the service greeter printed",
                        "greeter starts with friend");
        Ended inside =
                run(
                        """
                        on: push
                        jobs:
                          test:
                            runs-on: ubuntu-latest
                            container: %s
                        %s
                            steps:
                              - run: |
                                  nc -w 5 greeter 7000 </dev/null
                                  # Between two visitors nobody listens for a moment.
                                  for n in 1 2 3 4 5 6 7 8; do
                                    nc -w 5 other 7000 </dev/null && exit 0
                                    sleep 0.5
                                  done
                                  exit 1
                        """
                                .formatted(BUSYBOX, services));
        assertThat(inside.job.state()).as(inside.text()).isEqualTo(State.SUCCESS);
        assertThat(inside.log.stream().filter("hello friend"::equals)).hasSize(2);
    }

    @Test
    void anActionIsAnImageOrADockerfile() throws Exception {
        Ended ended =
                run(
                        """
                        on: push
                        jobs:
                          test:
                            runs-on: ubuntu-latest
                            env: {FROM_JOB: "yes"}
                            steps:
                              - run: |
                                  mkdir -p act
                                  cat > act/action.yml <<'END'
                                  name: act
                                  inputs:
                                    who-to-greet: {required: true}
                                    other: {default: "${{ '${{ github.job }}' }}"}
                                  runs:
                                    using: docker
                                    image: Dockerfile
                                    env: {GREETED: "${{ '${{ inputs.who-to-greet }}' }}", FROM_JOB: no}
                                    args: ["${{ '${{ inputs.who-to-greet }}' }}", "", last]
                                    pre-entrypoint: /pre.sh
                                    entrypoint: /main.sh
                                    post-entrypoint: /post.sh
                                  END
                                  cat > act/Dockerfile <<'END'
                                  FROM %1$s
                                  COPY *.sh /
                                  END
                                  printf '#!/bin/sh\\necho "pre $1"\\n' > act/pre.sh
                                  cat > act/main.sh <<'END'
                                  #!/bin/sh
                                  echo "main $# $1 $3 in $PWD, $GREETED, $INPUT_OTHER, $FROM_JOB"
                                  tr '\\0' '\\n' < /proc/self/environ | grep 'INPUT_WHO-TO-GREET' || tr '\\0' '\\n' < /proc/1/environ | grep WHO
                                  test "$GITHUB_WORKSPACE" = /github/workspace && test -f /github/workflow/event.json
                                  echo made > "$GITHUB_WORKSPACE/made"
                                  echo "time=now" >> "$GITHUB_OUTPUT"; echo "kept=state" >> "$GITHUB_STATE"; echo "OF_ACTION=env" >> "$GITHUB_ENV"
                                  END
                                  printf '#!/bin/sh\\necho "post $STATE_kept"\\n' > act/post.sh
                                  chmod +x act/*.sh
                              - id: act
                                uses: ./act
                                with: {who-to-greet: "a b"}
                              - run: echo "${{ steps.act.outputs.time }}-$OF_ACTION-$(cat made)"
                              - uses: docker://%1$s
                                with: {entrypoint: /bin/echo, args: "one 'two three' ${{ job.status }}"}
                              - uses: docker://%1$s
                                with: {entrypoint: sh, args: -c 'exit 6'}
                        """
                                .formatted(BUSYBOX));
        assertThat(ended.log)
                .as(ended.text())
                .contains(
                        "main 3 a b last in /github/workspace, a b, test, yes",
                        "INPUT_WHO-TO-GREET=a b",
                        "post state",
                        "now-env-made",
                        "one two three success",
                        "the step ended with exit code 6");
        assertThat(ended.job.state()).isEqualTo(State.FAILED);
    }

    @Test
    void aCancelReachesTheProcessesInside() throws Exception {
        RunRow run =
                engine.submit(
                        "cancel",
                        """
                        on: push
                        jobs:
                          long:
                            runs-on: ubuntu-latest
                            container: %s
                            steps:
                              - run: |
                                  trap 'echo interrupted' INT
                                  (trap '' INT TERM; sleep 1000) &
                                  echo begun
                                  while :; do sleep 0.1; done
                              - if: cancelled()
                                run: echo cleaned
                        """
                                .formatted(BUSYBOX));
        JobRow job = engine.awaitLine(run, "begun");
        engine.engine.cancel(run.id(), "enough");
        RunRow ended = engine.await(run);
        assertThat(ended.state()).isEqualTo(State.CANCELLED);
        List<String> log = engine.log(run, job);
        assertThat(log).contains("interrupted", "cleaned");
    }

    @Test
    void aJobIsCancelledWhileItWaitsForAService() throws Exception {
        RunRow run =
                engine.submit(
                        "cancel",
                        """
                        on: push
                        jobs:
                          long:
                            runs-on: ubuntu-latest
                            services:
                              never:
                                image: %s
                                command: tail -f /dev/null
                                options: --health-cmd "exit 1" --health-retries 1000 --health-interval 1s
                            steps:
                              - run: echo never
                        """
                                .formatted(BUSYBOX));
        engine.awaitLine(run, "Waiting for the services");
        engine.engine.cancel(run.id(), "enough");
        assertThat(engine.await(run).state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void aStepThatTakesTooLongIsStopped() throws Exception {
        Ended ended =
                run(
                        """
                        on: push
                        jobs:
                          long:
                            runs-on: ubuntu-latest
                            container: %s
                            steps:
                              - run: sleep 1000
                                timeout-minutes: 0.02
                              - if: always()
                                run: echo after
                        """
                                .formatted(BUSYBOX));
        assertThat(ended.job.state()).isEqualTo(State.FAILED);
        assertThat(ended.text()).contains("ran longer than its limit of 0.02", "\nafter");
    }

    /** What goes wrong before the first step: the job is errored, and says why. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "container: 127.0.0.1:1/no/such:1 | could not be pulled",
                "container: 'not a name' | is no name of an image",
                "container: {image: %s, options: --frobnicate} | the option '--frobnicate' is not known",
                "container: {image: %s, options: --privileged} | containers.privileged",
                "container: {image: %s, options: '--cap-add SYS_ADMIN'} | containers.privileged",
                "container: {image: %s, options: '--network host'} | a network of the job's own",
                "container: {image: %s, options: '--memory lots'} | write a size such as 512m",
                "container: {image: %s, volumes: ['/etc:/etc2']} | containers.mounts",
                "container: {image: %s, volumes: ['/var/run/docker.sock:/s']} | containers.mounts",
                "container: {image: %s, volumes: ['${{ github.workspace }}/../../../..:/x']} |"
                        + " containers.mounts",
                "container: {image: %s, volumes: ['a b:/x']} | is no name of a volume",
                "container: {image: %s, ports: ['99999']} | the port '99999' is malformed",
                "services: {x: {image: %s, command: 'false', options: '--health-cmd true"
                        + " --health-interval 1s'}} | ended with exit code 1",
                "services: {x: {image: %s, entrypoint: /no/such}} | could not be started",
                "services: {x: {image: %s, command: 'tail -f /dev/null', options: '--health-cmd"
                        + " \"echo sick; false\" --health-interval 100ms --health-retries 2'}} | sick",
                "services: {'o d/d': {image: %s, command: 'tail -f /dev/null', options: '--ulimit"
                        + " nofile'}} | write NAME=VALUE",
            })
    void whatCannotBeHadIsNamed(String asked, String message) throws Exception {
        Ended ended =
                run(
                        """
                        on: push
                        jobs:
                          build:
                            runs-on: ubuntu-latest
                            %s
                            steps:
                              - run: echo the step ran
                        """
                                .formatted(asked.replace("%s", BUSYBOX)));
        assertThat(ended.job.state()).as(ended.text()).isEqualTo(State.ERRORED);
        assertThat(ended.job.message()).contains(message).startsWith("ci.yml:");
        assertThat(ended.log).doesNotContain("the step ran");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ended ended =
                    run(
                            """
                            on: push
                            jobs:
                              build:
                                runs-on: ubuntu-latest
                                services:
                                  x: {image: %s, ports: ["%d:80"]}
                                steps:
                                  - run: echo the step ran
                            """
                                    .formatted(GREETER, taken.getLocalPort()));
            assertThat(ended.job.state()).as(ended.text()).isEqualTo(State.ERRORED);
            assertThat(ended.job.message()).contains("job.services.x.ports");
        }
    }

    @Test
    void withoutAnEngineTheJobSaysWhatIsMissing() throws Exception {
        engine.close();
        engine =
                engine(
                        new ContainerSettings(
                                temp.resolve("none.sock").toString(), false, List.of(), false));
        for (String asked :
                List.of(
                        "container: alpine",
                        "services: {db: {image: postgres}}",
                        "env: {A: b}\n    steps: [{uses: 'docker://alpine'}]")) {
            Ended ended =
                    run(
                            """
                            on: push
                            jobs:
                              build:
                                runs-on: ubuntu-latest
                                %s
                            """
                                            .formatted(asked)
                                    + (asked.contains("steps")
                                            ? ""
                                            : "    steps: [{run: echo the step ran}]\n"));
            assertThat(ended.job.state()).as(ended.text()).isEqualTo(State.ERRORED);
            assertThat(ended.job.message())
                    .contains("no container engine was found", "none.sock", "Install Docker");
            assertThat(ended.log).doesNotContain("the step ran");
        }
    }

    @Test
    void whatAKilledDuruLeftBehindIsRemoved() {
        ContainerSpec spec =
                ContainerSpec.of(BUSYBOX)
                        .label("dev.duru.machine", "another-boot")
                        .label("dev.duru.process", "1@1")
                        .label("dev.duru.job", "lost")
                        .networkMode("none");
        podman.engine().containers().create(spec);
        podman.engine()
                .networks()
                .create(
                        "duru_network_lost",
                        Map.of("dev.duru.machine", "another-boot", "dev.duru.job", "lost"));
        assertThat(mine()).isEqualTo(2);
        new ContainerRoom(
                        new ContainerSettings(podman.address(), false, List.of(), false), Map.of())
                .sweep();
        assertThat(mine()).isZero();
    }
}
