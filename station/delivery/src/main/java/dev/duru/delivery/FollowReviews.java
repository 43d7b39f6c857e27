package dev.duru.delivery;

import dev.duru.kernel.Database;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.MergeRequestRef;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import dev.duru.manifest.Entrance;
import dev.duru.manifest.Environment;
import dev.duru.manifest.Manifest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What facts lead to where each branch or merge request has an environment of its own: an image
 * makes it or goes there, and the end of what it is for is its end.
 */
final class FollowReviews {
    private static final String HEADS = "refs/heads/";

    /** They come after all that are declared by their names. */
    private static final int PLACE = 10_000;

    private final Database database;
    private final Ledger ledger;
    private final Specs specs;
    private final SendRelease send;
    private final Branches branches;
    private final ReviewTimes times;

    FollowReviews(
            Database database,
            Ledger ledger,
            Specs specs,
            SendRelease send,
            Branches branches,
            ReviewTimes times) {
        this.database = database;
        this.ledger = ledger;
        this.specs = specs;
        this.send = send;
        this.branches = branches;
        this.times = times;
    }

    /** What an environment is for, and the image that goes there. */
    private record Wanted(
            Environment template,
            String branch,
            long request,
            Fact.ImagePublished image,
            String cause) {
        ProjectName project() {
            return image.project();
        }

        String subject() {
            return request == 0 ? branch : String.valueOf(request);
        }
    }

    /** An image goes to the environments of its branch, and of the merge requests about it. */
    void published(Entry entry) {
        if (!(entry.fact() instanceof Fact.ImagePublished image)) {
            return;
        }
        Manifest manifest = specs.manifest(image.project(), image.commit());
        if (manifest.reviews().isEmpty() || isMerged(image)) {
            return;
        }
        String cause = "fact:" + entry.sequence();
        if (!image.ref().startsWith(HEADS)) {
            tried(manifest, image, cause);
            return;
        }
        String branch = image.ref().substring(HEADS.length());
        if (!branches.exists(image.project(), branch)) {
            return;
        }
        for (Environment template : manifest.reviewsOfBranch(branch)) {
            open(new Wanted(template, branch, 0, image, cause));
        }
        for (Branches.Request request : branches.requests(image.project())) {
            if (request.branch().equals(branch) && request.head().equals(image.commit())) {
                open(manifest, request, image, cause);
            }
        }
    }

    /** A run of a merge request made an image, and none of its branch has made one. */
    private void tried(Manifest manifest, Fact.ImagePublished image, String cause) {
        OptionalLong number = MergeRequestRef.number(image.ref());
        if (number.isEmpty()) {
            return;
        }
        request(image.project(), number.getAsLong())
                .filter(request ->
                        images(image.project(), request.head()).stream()
                                .noneMatch(other -> other.ref().startsWith(HEADS)))
                .ifPresent(request -> open(manifest, request, image, cause));
    }

    /** A merge request is there whose head may have an image already. */
    void requested(Entry entry) {
        if (!(entry.fact() instanceof Fact.OfMergeRequest fact)) {
            return;
        }
        Optional<Branches.Request> request = request(fact.project(), fact.number());
        List<Fact.ImagePublished> images = images(fact.project(), fact.commit());
        if (request.isEmpty() || !request.get().head().equals(fact.commit()) || images.isEmpty()) {
            return;
        }
        Fact.ImagePublished image = images.getLast();
        open(
                specs.manifest(image.project(), image.commit()),
                request.get(),
                image,
                "fact:" + entry.sequence());
    }

    /** A merge request was merged: what it and its branch had ends. */
    void merged(Fact.MergeRequestMerged fact) {
        String branch =
                ledger
                        .ofKinds(fact.project(), Instant.EPOCH, Fact.MergeRequestOpened.class)
                        .stream()
                        .map(Entry::fact)
                        .map(Fact.MergeRequestOpened.class::cast)
                        .filter(opened -> opened.number() == fact.number())
                        .map(Fact.MergeRequestOpened::source)
                        .findFirst()
                        .orElse("");
        times.ends()
                .all(
                        fact.project(),
                        review ->
                                review.request() == fact.number()
                                        || review.request() == 0 && review.branch().equals(branch),
                        "merge request " + fact.number() + " was merged");
    }

    void closed(Fact.MergeRequestClosed fact) {
        times.ends()
                .all(
                        fact.project(),
                        review -> review.request() == fact.number(),
                        "merge request " + fact.number() + " was closed");
    }

    void gone(Fact.RefDeleted fact) {
        times.ends()
                .all(
                        fact.project(),
                        review -> fact.ref().equals(HEADS + review.branch()),
                        "its branch was deleted");
    }

    private Optional<Branches.Request> request(ProjectName project, long number) {
        return branches.requests(project).stream()
                .filter(request -> request.number() == number)
                .findFirst();
    }

    private List<Fact.ImagePublished> images(ProjectName project, String commit) {
        return ledger.ofChange(project, commit).stream()
                .map(Entry::fact)
                .filter(Fact.ImagePublished.class::isInstance)
                .map(Fact.ImagePublished.class::cast)
                .toList();
    }

    /** Whether the commit was merged before its image was there. */
    private boolean isMerged(Fact.ImagePublished image) {
        return ledger.ofChange(image.project(), image.commit()).stream()
                .anyMatch(entry -> entry.fact() instanceof Fact.MergeRequestMerged);
    }

    private void open(
            Manifest manifest, Branches.Request request, Fact.ImagePublished image, String cause) {
        for (Environment template : manifest.reviewsOfRequests()) {
            open(new Wanted(template, request.branch(), request.number(), image, cause));
        }
    }

    private void open(Wanted wanted) {
        if (!(wanted.template().entrance() instanceof Entrance.Review rule)) {
            throw new IllegalArgumentException(wanted.template().name() + " stands for itself");
        }
        Fact.ImagePublished image = wanted.image();
        String text = specs.text(image.project(), image.commit());
        List<Review> there = database.read(sql -> new ReviewStore(sql).of(image.project()));
        EnvironmentKey key = new EnvironmentKey(image.project(), name(there, wanted));
        Environment environment = send.guarded(key, wanted.template().named(key.name()));
        List<String> pushers = FollowFacts.pushers(ledger, image.project(), image.commit());
        CreateRelease.Order order =
                new CreateRelease.Order(
                        key,
                        image.commit(),
                        image.digest(),
                        image.repository(),
                        pushers.isEmpty() ? Identity.DURU.user() : pushers.getLast(),
                        0,
                        wanted.cause());
        database.update(tx -> {
            DeliveryStore store = new DeliveryStore(tx.sql());
            store.keepManifest(image.project(), image.commit(), text);
            store.keepEnvironment(key, PLACE, image.commit());
            keep(tx, key, wanted, rule);
            send.in(tx, environment, order);
            tx.afterCommit(times::wake);
        });
    }

    /** Notes it, and lets those end for which there is no more room. */
    private void keep(Tx tx, EnvironmentKey key, Wanted wanted, Entrance.Review rule) {
        ReviewStore reviews = new ReviewStore(tx.sql());
        reviews.keep(
                new Review(
                        key,
                        wanted.template().name(),
                        wanted.branch(),
                        wanted.request(),
                        tx.now(),
                        rule.stopAfter() == null ? null : tx.now().plus(rule.stopAfter())));
        String why = "there are to be " + rule.most() + " at most, and " + key.name() + " came";
        reviews.of(key.project()).stream()
                .filter(one -> one.template().equals(wanted.template().name()))
                .filter(one -> !one.environment().equals(key))
                .skip(rule.most() - 1L)
                .forEach(one -> times.ends().in(tx, one, Identity.DURU.user(), why));
    }

    /** The name that it has, or gets. */
    private static String name(List<Review> there, Wanted wanted) {
        String template = wanted.template().name();
        Optional<Review> own =
                there.stream()
                        .filter(one -> one.template().equals(template))
                        .filter(one ->
                                one.request() == wanted.request()
                                        && (wanted.request() > 0
                                                || one.branch().equals(wanted.branch())))
                        .findFirst();
        if (own.isPresent()) {
            return own.get().environment().name();
        }
        String plain = Review.name(template, wanted.subject(), true);
        boolean alone = there.stream().noneMatch(one -> one.environment().name().equals(plain));
        return alone ? plain : Review.name(template, wanted.subject(), false);
    }
}
