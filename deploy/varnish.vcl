# Varnish in front of the site, started with CDN_URL=http://127.0.0.1:6081; see docs/features/page-cache.md.
vcl 4.1;

backend default {
    .host = "127.0.0.1";
    .port = "8000";
}

acl site {
    "localhost";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ site) {
            return (synth(403, "Only the site may purge"));
        }
        ban("obj.http.Surrogate-Key == " + req.http.Surrogate-Key);
        return (synth(200, "Forgotten"));
    }
    # Whoever is known to the site asks it himself.
    if (req.http.Cookie ~ "sessionid|messages") {
        return (pass);
    }
    if (req.method == "GET" || req.method == "HEAD") {
        unset req.http.Cookie;
    }
}

sub vcl_backend_response {
    # Nothing is given out that is too old, while a new copy is fetched.
    set beresp.grace = 0s;
}
