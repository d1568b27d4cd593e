//! The tables as diesel sees them; the migrations are their source.

diesel::table! {
    users (id) {
        id -> Text,
        login -> Text,
        name -> Text,
        role -> Text,
        division -> Text,
        subject -> Nullable<Text>,
        password_hash -> Text,
        must_change_password -> Bool,
        password_set_at -> Timestamp,
        disabled -> Bool,
        last_log_in_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        user_id -> Text,
        kind -> Text,
        cookie_digest -> Nullable<Text>,
        created_at -> Timestamp,
        last_seen_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        ended_because -> Nullable<Text>,
    }
}

diesel::table! {
    refresh_tokens (digest) {
        digest -> Text,
        session_id -> Text,
        issued_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    log_in_failures (login_digest) {
        login_digest -> Text,
        failures -> Integer,
        last_at -> Timestamp,
        locked_until -> Nullable<Timestamp>,
    }
}

diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(refresh_tokens -> sessions (session_id));
diesel::allow_tables_to_appear_in_same_query!(users, sessions, refresh_tokens);
