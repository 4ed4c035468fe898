"""Who keeps the secrets and signs (签名): this process, or one of its own behind a socket."""
