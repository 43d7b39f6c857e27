package dev.duru.source;

import dev.duru.kernel.Bounds;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.source.git.Repositories;
import dev.duru.web.RawResponse;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Routes;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.eclipse.jgit.transport.UploadPack;

/**
 * Git's smart protocol over HTTP (gitprotocol-http, versions 0 and 2) at {@code
 * /{owner}/{project}.git}, and at the same path without {@code .git}. The older protocol that
 * serves files is refused.
 */
final class GitHttp implements Routes {
    private static final String FETCH = "git-upload-pack";
    private static final String PUSH = "git-receive-pack";

    private final ProjectStore projects;
    private final Repositories repositories;
    private final Pushes pushes;
    private final PushEcho echo;
    private final Source source;
    private final Receiver.Limits limits;

    GitHttp(
            ProjectStore projects,
            Repositories repositories,
            Pushes pushes,
            PushEcho echo,
            Source source,
            Receiver.Limits limits) {
        this.projects = projects;
        this.repositories = repositories;
        this.pushes = pushes;
        this.echo = echo;
        this.source = source;
        this.limits = limits;
    }

    @Override
    public void add(Router router) {
        for (String root : List.of("/{owner}/{project}.git", "/{owner}/{project}")) {
            router.raw("GET", root + "/info/refs", this::refs);
            router.raw("POST", root + "/" + FETCH, this::fetch);
            router.raw("POST", root + "/" + PUSH, this::push);
        }
        router.raw("*", "/{owner}/{project}.git/{path...}", this::other);
    }

    private void refs(Request request, RawResponse response) throws IOException {
        String service = request.query("service").orElse("");
        switch (service) {
            case FETCH -> {
                mayFetch(request);
                try (Repository repository = repositories.repository(request.project());
                        UploadPack protocol = uploadPack(repository, request)) {
                    OutputStream out = begin(response, service + "-advertisement");
                    protocol.sendAdvertisedRefs(
                            new RefAdvertiser.PacketLineOutRefAdvertiser(new PacketLineOut(out)),
                            service);
                    out.flush();
                }
            }
            case PUSH -> {
                mayPush(request);
                ProjectName project = request.project();
                try (Repository repository =
                        projects.find(project).isPresent()
                                ? repositories.repository(project)
                                : repositories.empty()) {
                    ReceivePack protocol = Receiver.protocol(repository, limits);
                    PacketLineOut out =
                            new PacketLineOut(begin(response, service + "-advertisement"));
                    out.writeString("# service=" + service + "\n");
                    out.end();
                    protocol.sendAdvertisedRefs(new RefAdvertiser.PacketLineOutRefAdvertiser(out));
                    out.flush();
                }
            }
            default -> throw dumb();
        }
    }

    private void fetch(Request request, RawResponse response) throws IOException {
        mayFetch(request);
        try (Repository repository = repositories.repository(request.project());
                UploadPack protocol = uploadPack(repository, request)) {
            OutputStream out = begin(response, FETCH + "-result");
            try {
                protocol.uploadWithExceptionPropagation(request.bodyStream(), out, null);
            } catch (UnsupportedOperationException e) {
                refuse(out, "--deepen is not supported here; use --depth or --unshallow");
            } catch (PackProtocolException | ServiceMayNotContinueException e) {
                refuse(out, String.valueOf(e.getMessage()));
            }
            out.flush();
        }
    }

    /** Git's clients print it after {@code fatal: remote error:}. */
    private static void refuse(OutputStream out, String why) throws IOException {
        new PacketLineOut(out).writeString("ERR " + why);
    }

    private void push(Request request, RawResponse response) throws IOException {
        Role role = mayPush(request);
        Pushes.Offer offer = new Pushes.Offer(request.project(), request.identity(), role);
        OutputStream out = begin(response, PUSH + "-result");
        pushes.receive(
                offer.project(),
                quarantine ->
                        new Receiver(
                                        pushes,
                                        offer,
                                        quarantine,
                                        echo,
                                        new MergeOptions(source, request.origin()),
                                        limits)
                                .receive(request.bodyStream(), out));
        out.flush();
    }

    private void other(Request request, RawResponse response) {
        throw dumb();
    }

    private static ProblemException dumb() {
        return ProblemException.forbidden(
                "only Git's smart protocol is spoken here; use Git 1.6.6 or newer to clone, and the project's page to browse");
    }

    private static UploadPack uploadPack(Repository repository, Request request) {
        UploadPack protocol = new UploadPack(repository);
        protocol.setBiDirectionalPipe(false);
        request.header("Git-Protocol")
                .ifPresent(wanted ->
                        protocol.setExtraParameters(Arrays.asList(wanted.split(":", 20))));
        return protocol;
    }

    /** The type is sent with the first byte, so that a problem before it still gets a status. */
    private static OutputStream begin(RawResponse response, String what) {
        response.header("Content-Type", "application/x-" + what);
        response.header("Cache-Control", "no-cache, max-age=0, must-revalidate");
        return new FilterOutputStream(OutputStream.nullOutputStream()) {
            @Override
            public void write(int b) throws IOException {
                response.outputStream().write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                response.outputStream().write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                response.outputStream().flush();
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }

    private void mayFetch(Request request) {
        if (request.may(Role.READER)) {
            if (!request.identity().mayRead(request.project(), Bounds.Area.CODE)) {
                throw ProblemException.forbidden(
                        "this token may not read the code; give the job `contents: read`");
            }
            return;
        }
        signedIn(request);
        throw ProblemException.forbidden(
                request.project()
                        + " does not exist, or "
                        + request.identity().user()
                        + " may not see it; ask one of its maintainers for the role of a reader");
    }

    private Role mayPush(Request request) {
        signedIn(request);
        if (request.header("Authorization").isEmpty()) {
            // A browser sends its session's cookie by itself; whoever pushes says who they are.
            throw ProblemException.unauthenticated("push with a name and password, or a token");
        }
        ProjectName project = request.project();
        Identity by = request.identity();
        if (by.mayWrite(project, Bounds.Area.CODE) && by.bounds() != null) {
            return Role.DEVELOPER;
        }
        if (by.bounds() != null) {
            throw ProblemException.forbidden(
                    "this token may not change the code of "
                            + project
                            + "; give the job `contents: write`");
        }
        if (by.readOnly()) {
            throw ProblemException.forbidden(
                    "this token is for reading only; push with one that may write");
        }
        if (request.may(Role.DEVELOPER)) {
            return request.role().orElseThrow();
        }
        if (projects.find(project).isEmpty() && mayCreate(by, project)) {
            return Role.MAINTAINER;
        }
        throw ProblemException.forbidden(
                by.user()
                        + " may not push to "
                        + project
                        + ": that needs the role developer, which its maintainers give."
                        + " Projects that do not exist yet are made by a push below "
                        + by.user()
                        + "/");
    }

    /** Whether somebody may make a project: below their own name, or anywhere as administrator. */
    static boolean mayCreate(Identity by, ProjectName project) {
        return !by.readOnly() && (by.admin() || by.user().equals(project.owner()));
    }

    private static void signedIn(Request request) {
        if (request.identity().anonymous()) {
            throw ProblemException.unauthenticated(
                    "sign in with your name and password, or a token as the password");
        }
    }
}
