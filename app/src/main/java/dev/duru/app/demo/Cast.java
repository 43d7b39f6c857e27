package dev.duru.app.demo;

import dev.duru.app.cli.ApiClient;

/**
 * Who plays in the story.
 *
 * @param admin set up the server
 * @param mina a developer, who owns the project
 * @param quinn the QA engineer, who approves
 * @param minaPassword for Git
 */
record Cast(ApiClient admin, ApiClient mina, ApiClient quinn, String minaPassword)
        implements AutoCloseable {
    static final String PROJECT = "mina/shop";

    @Override
    public void close() {
        admin.close();
        mina.close();
        quinn.close();
    }
}
