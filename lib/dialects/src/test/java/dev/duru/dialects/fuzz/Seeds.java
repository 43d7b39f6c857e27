package dev.duru.dialects.fuzz;

/** Texts to begin with. */
final class Seeds {
    static final String JSON =
            "{\"a\": [1, -2.5e3, true, null, \"x\\u00e4\\n\"], \"b\": {\"c\": {}}}";
    static final String PATTERN = "v[0-9]+.* !v1.** docs/** **/*.js a?b+ \\*\nv12/docs/x/y.js";
    static final String SCHEDULE = "*/5,30-40 0-23/2 1,15 jan-dec mon-fri";
    static final String RULE =
            "($A =~ /^a.*c$/i && $B != \"x\") || $C == null || 'abc' =~ $B || $[[ inputs.a ]] !~ /b/";
    static final String GITLAB =
            """
            spec:
              inputs:
                a: { type: string, default: x, options: [x, b], regex: ^.$ }
                l: { type: array, default: [1, 2] }
            ---
            include:
              - local: /ci/*.yml
                rules: [{ if: $CI_COMMIT_BRANCH =~ /^m/, exists: ["**/*.yml"] }]
                inputs: { a: b }
              - { project: g/p, ref: v1, file: [a.yml, b.yml] }
            workflow: { rules: [{ if: $CI_COMMIT_TAG, when: never }, { when: always, variables: { V: $A } }] }
            variables: { A: "$B$B", B: "${C}x", C: { value: c, expand: false } }
            stages: [b, "$[[ inputs.a | truncate(0,1) ]]", t]
            default: &d { retry: 2, timeout: 1h 30m, cache: [{ key: { files: [f] }, paths: [p] }] }
            .h: { script: &s [echo a, [echo b]], needs: [one] }
            one:
              <<: *d
              extends: [.h]
              stage: b
              needs: []
              parallel: { matrix: [{ X: [a, b], Y: [1, 2] }, { X: c }] }
              artifacts: { paths: [o/], reports: { dotenv: e, junit: [j.xml] }, expire_in: 2 days }
            two:
              stage: t
              script: !reference [.h, script]
              needs: [{ job: one, parallel: { matrix: [{ X: a, Y: 1 }] } }, { job: no, optional: true }]
              rules: [{ changes: { paths: ["**/*"], compare_to: main }, when: manual, allow_failure: { exit_codes: [1] } }]
              environment: { name: review/$CI_COMMIT_REF_SLUG, url: "https://$A", on_stop: one }
            three: { stage: t, trigger: { include: [{ artifact: c.yml, job: one }], strategy: depend } }
            four: { stage: t, script: *s, when: delayed, start_in: 3 minutes, except: [tags, /^x/i] }
            """;
    static final String WORKFLOW =
            """
            name: All
            run-name: ${{ github.actor }} runs
            on:
              push: { branches: [main, 'v*', '!v1'], paths: ['**/*.java'] }
              schedule: [{ cron: '0 4 * * 1' }]
              workflow_dispatch:
                inputs:
                  level: { type: choice, options: [a, b], default: a }
            permissions: { contents: read }
            env: &env { A: 1, B: "${{ github.ref }}" }
            defaults: { run: { shell: bash, working-directory: src } }
            concurrency: { group: "${{ github.ref }}", cancel-in-progress: true }
            jobs:
              a:
                runs-on: ${{ matrix.os }}
                strategy:
                  fail-fast: false
                  max-parallel: 2
                  matrix:
                    os: [ubuntu-latest, macos-latest]
                    v: ${{ fromJSON('[1, 2]') }}
                    include: [{ os: ubuntu-latest, extra: x }]
                    exclude: [{ os: macos-latest, v: 1 }]
                container: { image: "x:${{ matrix.v }}", env: *env, ports: [80], options: --cpus 1 }
                services: { db: { image: pg, credentials: { username: a, password: "${{ secrets.P }}" } } }
                outputs: { m: "${{ steps.s.outputs.m }}" }
                environment: { name: prod, url: "https://${{ steps.s.outputs.u }}" }
                timeout-minutes: 5
                steps:
                  - uses: actions/checkout@v4
                    with: { fetch-depth: 0 }
                  - id: s
                    run: |
                      echo "m=${{ toJSON(matrix) }}" >> $GITHUB_OUTPUT
                    if: ${{ success() && github.event_name != 'x' }}
                    env: { C: "${{ env.A }}" }
                    continue-on-error: ${{ matrix.v == 1 }}
                  - run: serve
                    id: bg
                    background: true
                  - parallel: [{ run: a }, { run: b }]
                  - wait: bg
              b:
                needs: [a]
                if: always()
                strategy: { matrix: "${{ fromJSON(needs.a.outputs.m) }}" }
                uses: ./.github/workflows/called.yml
                with: { x: "${{ matrix.v }}" }
                secrets: inherit
            """;
    static final String CALLED =
            """
            on:
              workflow_call:
                inputs: { x: { type: string, required: true, default: "${{ github.sha }}" } }
                secrets: { t: { required: false } }
                outputs: { y: { value: "${{ jobs.j.outputs.y }}" } }
            jobs:
              j:
                runs-on: [self-hosted, linux]
                outputs: { y: z }
                steps: [{ run: "echo ${{ inputs.x }}", shell: "perl {0}" }]
            """;
    static final String ACTION =
            """
            name: Act
            description: Acts
            inputs:
              who: { description: Whom, required: true, default: "${{ github.actor }}" }
            outputs:
              out: { description: What, value: "${{ steps.a.outputs.b }}" }
            runs:
              using: composite
              steps:
                - id: a
                  run: echo ${{ inputs.who }}
                  shell: bash
                - uses: ./other
                  with: { x: y }
                  if: always()
            """;

    private Seeds() {}
}
