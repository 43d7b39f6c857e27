package dev.duru.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.actions.ActionRepository;
import dev.duru.pipeline.actions.ActionSettings;
import dev.duru.pipeline.actions.OwnActions;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import dev.duru.pipeline.state.StepRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Actions of other repositories, fetched from a mirror that the test makes. */
class RemoteActionTest {
    private static final String ANSWER =
            """
            name: answer
            inputs:
              to: { required: true }
              who am I: { default: "${{ github.repository }}" }
            runs: { using: node20, main: dist/main.js, pre: pre.js, post: dist/post.js }
            """;

    @TempDir Path folder;
    private Path mirror;

    @BeforeEach
    void makeMirror() throws IOException {
        mirror = Files.createDirectories(folder.resolve("mirror"));
    }

    private ActionSettings settings() {
        return ActionSettings.DEFAULT.withMirror(ActionRepository.template(mirror));
    }

    private TestEngine engine(ActionSettings settings) throws IOException {
        Path duru = Files.createDirectories(folder.resolve("duru"));
        return new TestEngine(duru, 2, settings, OwnActions.NONE);
    }

    private static String steps(String steps) {
        return "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n" + steps.indent(6);
    }

    private record Ran(State state, String message, List<String> log, List<StepRow> steps) {}

    private static Ran run(TestEngine test, String origin, String steps) throws Exception {
        RunRow run = test.submit(origin, steps(steps));
        test.await(run);
        JobRow job = test.jobs(run).getFirst();
        return new Ran(
                job.state(),
                job.message(),
                test.log(run, job),
                test.database.read(sql -> test.store.steps(sql, job.id())));
    }

    private ActionRepository answer() throws Exception {
        return ActionRepository.create(mirror, "acme/answer")
                .file("action.yml", ANSWER)
                .file(
                        "pre.js",
                        """
                        const fs = require('fs');
                        console.log('pre of ' + process.env.INPUT_TO);
                        fs.appendFileSync(process.env.GITHUB_STATE, 'begun=yes\\n');
                        """)
                .file(
                        "dist/main.js",
                        """
                        const fs = require('fs'), e = process.env;
                        console.log(`main for ${e.INPUT_TO} by ${e.INPUT_WHO_AM_I}, ${e.STATE_begun}`);
                        console.log(`${e.GITHUB_ACTION_REPOSITORY} ${e.GITHUB_ACTION_REF} ${e.GITHUB_ACTION}`);
                        console.log('::add-mask::hush-hush');
                        console.log('hush-hush');
                        fs.appendFileSync(e.GITHUB_OUTPUT, 'answer=42\\n');
                        fs.appendFileSync(e.GITHUB_STATE, 'to=' + e.INPUT_TO + '\\n');
                        """)
                .file(
                        "dist/post.js",
                        """
                        const e = process.env;
                        console.log(`post for ${e.STATE_to} after ${e.STATE_begun}`);
                        """);
    }

    @Test
    void aJavascriptActionHasABeginningAMiddleAndAnEndWithStateOfItsOwn() throws Exception {
        String commit = answer().commit("v1");
        try (TestEngine test = engine(settings())) {
            Ran ran =
                    run(
                            test,
                            "1",
                            """
                            - run: echo "first $STATE_begun."
                            - id: a
                              uses: acme/answer@v1
                              with: { to: Ann }
                            - uses: acme/answer@main
                              with: { to: Bob, nonsense: 1 }
                            - run: echo "state $STATE_to. answer ${{ steps.a.outputs.answer }}"
                            """);
            assertThat(ran.message()).isEmpty();
            assertThat(ran.state()).isEqualTo(State.SUCCESS);
            assertThat(ran.log())
                    .contains(
                            "Action acme/answer@v1 is commit " + commit,
                            "Action acme/answer@main is commit " + commit,
                            "acme/answer v1 a",
                            "acme/answer main __acme_answer",
                            "***")
                    .doesNotContain("hush-hush")
                    .containsSubsequence(
                            "pre of Ann",
                            "pre of Bob",
                            "first .",
                            "main for Ann by team/shop, yes",
                            "main for Bob by team/shop, yes",
                            "state . answer 42",
                            "post for Bob after yes",
                            "post for Ann after yes")
                    .contains("the action has no input 'nonsense'; it has 'to', 'who am I'");
            assertThat(ran.steps())
                    .extracting(StepRow::name)
                    .containsExactly(
                            "Pre Run acme/answer@v1",
                            "Pre Run acme/answer@main",
                            "Run echo \"first $STATE_begun.\"",
                            "Run acme/answer@v1",
                            "Run acme/answer@main",
                            "Run echo \"state $STATE_to. answer ${{ steps.a.outputs.answer }}\""
                                    .replace("${{ steps.a.outputs.answer }}", "42"),
                            "Post Run acme/answer@main",
                            "Post Run acme/answer@v1");
        }
    }

    @Test
    void compositeActionsBringTheirOwnActionsAndAllHaveTheirEnds() throws Exception {
        answer().commit("v1");
        ActionRepository.create(mirror, "acme/tools")
                .file(
                        "deep/one/action.yml",
                        """
                        name: one
                        inputs: { name: { default: nobody } }
                        outputs: { got: { value: "${{ steps.x.outputs.answer }}" } }
                        runs:
                          using: composite
                          steps:
                            - id: x
                              uses: acme/answer@v1
                              with: { to: "${{ inputs.name }}" }
                            - run: cat "$GITHUB_ACTION_PATH/text"; exit 3
                              shell: bash
                            - if: failure()
                              run: echo "failed in ${{ github.action_repository }} ${{ github.action_status }}"
                              shell: bash
                            - run: echo never
                              shell: bash
                        """)
                .file("deep/one/text", "text of the action\n")
                .commit("v2");
        try (TestEngine test = engine(settings())) {
            Ran ran =
                    run(
                            test,
                            "1",
                            """
                            - id: t
                              uses: acme/tools/deep/one@v2
                              with: { name: Cid }
                              continue-on-error: true
                            - run: echo "got ${{ steps.t.outputs.got }} ${{ steps.t.outcome }} ${{ job.status }}"
                            """);
            assertThat(ran.state()).isEqualTo(State.SUCCESS);
            assertThat(ran.log())
                    .containsSubsequence(
                            "pre of Cid",
                            "main for Cid by team/shop, yes",
                            "text of the action",
                            "failed in acme/tools failure",
                            "got 42 failure success",
                            "post for Cid after yes")
                    .doesNotContain("never");
        }
    }

    @Test
    void aPostRunsByItsOwnConditionAndAFailureOfItFailsTheJob() throws Exception {
        ActionRepository.create(mirror, "acme/save")
                .file(
                        "action.yml",
                        """
                        name: save
                        runs: { using: node20, main: m.js, post: p.js, post-if: success() }
                        """)
                .file("m.js", "console.log('main of save')")
                .file(
                        "p.js",
                        "console.log('::error file=a.txt,line=3::post broke'); process.exit(4)")
                .commit("v1");
        try (TestEngine test = engine(settings())) {
            Ran broken = run(test, "1", "- uses: acme/save@v1\n- run: exit 1");
            assertThat(broken.log()).contains("main of save").doesNotContain("post broke");
            assertThat(broken.steps().getLast().state()).isEqualTo(State.SKIPPED);
            Ran fine = run(test, "2", "- uses: acme/save@v1");
            assertThat(fine.state()).isEqualTo(State.FAILED);
            assertThat(fine.log()).contains("post broke");
            assertThat(fine.steps().getLast().exitCode()).isEqualTo(4);
        }
    }

    @Test
    void movesWithItsRefAndStaysWhatItWasWithoutTheNetwork() throws Exception {
        ActionRepository action =
                ActionRepository.create(mirror, "acme/say").file("action.yml", composite("first"));
        action.commit("v1");
        try (TestEngine test = engine(settings())) {
            assertThat(run(test, "1", "- uses: acme/say@v1").log()).contains("said first");
            action.file("action.yml", composite("second")).commit("v1");
            assertThat(run(test, "2", "- uses: acme/say@v1").log()).contains("said second");
        }
        ActionSettings offline = settings().withMirror("http://127.0.0.1:9/{owner}/{repo}");
        try (TestEngine test = engine(offline)) {
            Ran ran = run(test, "3", "- uses: Acme/say@v1");
            assertThat(ran.log())
                    .contains("said second")
                    .anyMatch(line -> line.startsWith("what Acme/say@v1 is now cannot be asked"));
            Ran other = run(test, "4", "- uses: acme/other@v1");
            assertThat(other.state()).isEqualTo(State.ERRORED);
            assertThat(other.message()).contains("ci.yml:6:", "cannot be fetched");
        }
    }

    private static String composite(String word) {
        return """
        name: say
        runs: { using: composite, steps: [{ shell: sh, run: echo said %s }] }
        """
                .formatted(word);
    }

    @Test
    void aKeptActionThatSomebodyChangedIsNoticedAndFetchedAgain() throws Exception {
        ActionRepository.create(mirror, "acme/say")
                .file("action.yml", composite("the truth"))
                .file("large.txt", "x".repeat(100_000))
                .commit("v1");
        try (TestEngine test = engine(settings())) {
            assertThat(run(test, "1", "- uses: acme/say@v1").state()).isEqualTo(State.SUCCESS);
            Path pack = pack();
            byte[] bytes = Files.readAllBytes(pack);
            for (int i = 20; i < bytes.length - 20; i++) {
                bytes[i] ^= 0x55;
            }
            pack.toFile().setWritable(true);
            Files.write(pack, bytes);
            Ran ran = run(test, "2", "- uses: acme/say@v1");
            assertThat(ran.message()).isEmpty();
            assertThat(ran.log())
                    .contains("said the truth")
                    .anyMatch(line -> line.contains("was damaged"));
        }
    }

    private Path pack() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("duru/actions/acme"))) {
            return files.filter(file -> file.toString().endsWith(".pack"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void refusesWhatCannotBeMeantAndSaysWhere() throws Exception {
        String commit =
                ActionRepository.create(mirror, "acme/say")
                        .file("action.yml", composite("it"))
                        .commit("v1");
        try (TestEngine test = engine(settings())) {
            assertThat(run(test, "1", "- uses: acme/say@" + commit).state())
                    .isEqualTo(State.SUCCESS);
            assertThat(run(test, "2", "- uses: acme/say@" + commit.substring(0, 7)).message())
                    .contains("ci.yml:6:", "shortened commit id");
            assertThat(run(test, "3", "- uses: acme/say@v9").message())
                    .contains("it has no tag or branch 'v9'");
            assertThat(run(test, "4", "- uses: acme/say/../../x@v1").message())
                    .contains("leads out of its folder");
            assertThat(run(test, "5", "- uses: acme/say/sub@v1").message())
                    .contains("the repository has no such folder");
            assertThat(run(test, "6", "- uses: acme/nothing@v1").message())
                    .contains("the action acme/nothing@v1 was not found");
            assertThat(run(test, "7", "- uses: acme/say@a..b").message())
                    .contains("it has no tag or branch 'a..b'");
            assertThat(run(test, "8", "- uses: acme/say@" + "0".repeat(40)).message())
                    .contains("was not found");
        }
    }

    @Test
    void actionsThatUseEachOtherInACircleAreRefused() throws Exception {
        for (String name : List.of("ping", "pong")) {
            ActionRepository.create(mirror, "acme/" + name)
                    .file(
                            "action.yml",
                            """
                            name: %s
                            runs: { using: composite, steps: [{ uses: acme/%s@main }] }
                            """
                                    .formatted(name, name.equals("ping") ? "pong" : "ping"))
                    .commit();
        }
        try (TestEngine test = engine(settings())) {
            assertThat(run(test, "1", "- uses: acme/ping@main").message())
                    .contains("acme/ping@main -> acme/pong@main -> acme/ping@main");
        }
    }

    @Test
    void thePolicyForbidsWithAWord() throws Exception {
        String commit =
                ActionRepository.create(mirror, "acme/say")
                        .file("action.yml", composite("it"))
                        .commit("v1");
        ActionSettings narrow =
                ActionSettings.of(
                        ActionRepository.template(mirror), "acme/*, !acme/bad*", true, "*");
        try (TestEngine test = engine(narrow)) {
            assertThat(run(test, "1", "- uses: acme/say@" + commit).state())
                    .isEqualTo(State.SUCCESS);
            assertThat(run(test, "2", "- uses: acme/say@v1").message())
                    .contains("ci.yml:6:", "is not pinned to a commit");
            assertThat(run(test, "3", "- uses: other/say@" + commit).message())
                    .contains("is not among the actions that this Duru allows: acme/*, !acme/bad*");
            assertThat(run(test, "4", "- uses: acme/bad/sub@" + commit).message())
                    .contains("is not among the actions");
        }
    }

    @Test
    void whatIsBuiltInCanBeTurnedOffForTheRealThing() throws Exception {
        ActionRepository.create(mirror, "actions/cache")
                .file("action.yml", composite("not built in"))
                .commit("v4");
        try (TestEngine test = engine(settings().withBuiltin("*", "!cache"))) {
            assertThat(run(test, "1", "- uses: actions/cache@v4").log())
                    .contains("said not built in");
        }
    }

    @Test
    void linksThatLeadOutAreLeftOut() throws Exception {
        ActionRepository action =
                ActionRepository.create(mirror, "acme/say").file("action.yml", composite("it"));
        Files.createSymbolicLink(action.folder().resolve("secrets"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(action.folder().resolve("up"), Path.of("../../.."));
        Files.createSymbolicLink(action.folder().resolve("fine"), Path.of("action.yml"));
        action.commit("v1");
        try (TestEngine test = engine(settings())) {
            Ran ran = run(test, "1", "- uses: acme/say@v1");
            assertThat(ran.log())
                    .contains(
                            "said it",
                            "the link secrets leads out of the repository and was left out",
                            "the link up leads out of the repository and was left out")
                    .doesNotContain("the link fine leads out of the repository and was left out");
        }
    }
}
