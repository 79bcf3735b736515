package dev.tilewright.llm.model;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stands in for a model's server: speaks the protocol of OpenAI, Anthropic or Google over a real socket, and behaves as it is told,
 * badly too.
 */
public final class ModelServer implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpServer server;
    private final Function<Received, Behaviour> script;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** A request as it came in. */
    public record Received(int number, String path, Map<String, List<String>> headers, JsonNode body) {

        /** Returns the first value of a header, empty if there is none. */
        public String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }

        /** Returns all that the request says to the model. */
        public String said() {
            return body.toString();
        }
    }

    /** What the server does with a request. */
    public sealed interface Behaviour {

        /** Answers as the protocol says. */
        record Answer(String text, boolean truncated) implements Behaviour {}

        /** Answers with a status and a body of its own. */
        record Raw(int status, String body, Map<String, String> headers) implements Behaviour {}

        /** Takes the request, and never answers. */
        record Hang() implements Behaviour {}

        /** Sends the head of an answer and half of its body, and then nothing any more. */
        record Stall(String text) implements Behaviour {}

        /** Sends half an answer and ends the connection. */
        record Cut(String text) implements Behaviour {}
    }

    /** Answers with a text. */
    public static Behaviour answer(String text) {
        return new Behaviour.Answer(text, false);
    }

    /** Answers with an HTTP status. */
    public static Behaviour status(int status) {
        return new Behaviour.Raw(status, "{\"error\": {\"message\": \"status %d\"}}".formatted(status), Map.of());
    }

    private ModelServer(HttpServer server, Function<Received, Behaviour> script) {
        this.server = server;
        this.script = script;
    }

    /** Starts a server that does with each request what {@code script} says. */
    public static ModelServer start(Function<Received, Behaviour> script) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ModelServer server = new ModelServer(http, script);
        http.createContext("/", server::handle);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.start();
        return server;
    }

    /** Starts a server that does with each request what the script says next, and the last for all after it. */
    public static ModelServer start(Behaviour... script) throws IOException {
        return start(request -> script[Math.min(request.number(), script.length - 1)]);
    }

    /** Returns {@code http://127.0.0.1:PORT} with a path. */
    public String url(String path) {
        return "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path);
    }

    /** Returns the requests that came in, in order. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Received request;
        synchronized (received) {
            request = new Received(
                    received.size(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    JSON.readTree(text));
            received.add(request);
        }
        String path = exchange.getRequestURI().getPath();
        try (exchange) {
            switch (script.apply(request)) {
                case Behaviour.Answer(String answer, boolean truncated) ->
                    send(exchange, 200, body(path, answer, truncated), Map.of());
                case Behaviour.Raw(int status, String body, Map<String, String> headers) ->
                    send(exchange, status, body, headers);
                case Behaviour.Hang() -> await();
                case Behaviour.Stall(String answer) -> half(exchange, body(path, answer, false), true);
                case Behaviour.Cut(String answer) -> half(exchange, body(path, answer, false), false);
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String body, Map<String, String> headers)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        headers.forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private void half(HttpExchange exchange, String body, boolean stall) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        OutputStream out = exchange.getResponseBody();
        out.write(bytes, 0, bytes.length / 2);
        out.flush();
        if (stall) {
            await();
        }
    }

    private void await() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The answer in the form of the protocol that the path belongs to. */
    private static String body(String path, String text, boolean truncated) {
        ObjectNode node = JSON.createObjectNode();
        if (path.endsWith("/messages")) {
            node.put("id", "msg_1")
                    .put("type", "message")
                    .put("role", "assistant")
                    .put("model", "stand-in");
            node.putArray("content").addObject().put("type", "text").put("text", text);
            node.put("stop_reason", truncated ? "max_tokens" : "end_turn");
            node.putObject("usage").put("input_tokens", 1200).put("output_tokens", 300);
        } else if (path.endsWith(":generateContent")) {
            ObjectNode candidate = node.putArray("candidates").addObject();
            ObjectNode content = candidate.putObject("content").put("role", "model");
            content.putArray("parts").addObject().put("text", text);
            candidate.put("finishReason", truncated ? "MAX_TOKENS" : "STOP");
            node.putObject("usageMetadata")
                    .put("promptTokenCount", 1200)
                    .put("candidatesTokenCount", 300)
                    .put("totalTokenCount", 1500);
        } else {
            node.put("id", "chatcmpl-1").put("object", "chat.completion").put("created", 0);
            node.put("model", "stand-in");
            ObjectNode choice = node.putArray("choices").addObject().put("index", 0);
            choice.putObject("message").put("role", "assistant").put("content", text);
            choice.put("finish_reason", truncated ? "length" : "stop");
            node.putObject("usage")
                    .put("prompt_tokens", 1200)
                    .put("completion_tokens", 300)
                    .put("total_tokens", 1500);
        }
        return node.toString();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
