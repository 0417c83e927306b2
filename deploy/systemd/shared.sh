# What installing and removing both name; sourced by install.sh and uninstall.sh.
home=/opt/sanji
settings_folder=/etc/sanji
settings=$settings_folder/sanji.env
product="visit_solver shared services gateway deploy docs pyproject.toml uv.lock docker-compose.yml .env.example Makefile"
# Files of Debian's packages that are kept beside ours, and put back when ours are removed.
theirs="/etc/prometheus/prometheus.yml /etc/prometheus/alertmanager.yml"

# Before the first change: where systemd does not run, an installation would stop half-way.
need_root() {
    if [ "$(id -u)" != 0 ] || [ ! -d /run/systemd/system ]; then
        echo '需要 root 与 systemd：sudo make install · root and systemd are needed: sudo make install' >&2
        exit 1
    fi
}

# Reads the addresses of servers on other machines, where the settings name any, and the broker's password.
read_settings() {
    while IFS='=' read -r name value; do
        case $name in AMQP_URI | DATABASE_URL | RABBITMQ_PASSWORD) eval "$name=\$value" ;; esac
    done <"$settings"
}

# The files and units of this installation: `systemd_files list`, `systemd_files units`.
systemd_files() {
    "${RUN:-$home/.venv/bin/python}" -m deploy.systemd "$@" --settings "$settings"
}
