# Debian keeps PostgreSQL's programs in folders of their versions; sourced by the scripts beside it.
for each in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV); do
    PATH=$PATH:$each
done
export PATH
