# Everything a person needs to run; `make help` lists it.
SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# The environment's interpreter, and the mark that it has what uv.lock says.
VENV ?= .venv
RUN := $(VENV)/bin/python
# Where nothing compiled is kept, each of many processes compiles everything again.
export PYTHONDONTWRITEBYTECODE :=
SYNCED := $(VENV)/.synced
# As many test processes as there are cores; each has its own virtual host and databases.
WORKERS ?= auto
MINUTES ?= 2

# What the fast tests need not even read: it opens a database, or a whole gateway.
SLOW := faults gateway/test_[!f] journeys messaging product readside servers bench/test_measures.py hosts/test_rpc.py
UNREAD := -p no:schemathesis $(SLOW:%=--ignore-glob='tests/%*')

.PHONY: help demo test test-long test-fast alarms chaos lint audit bench screenshots up install uninstall

help: ## 列出命令 · list the commands
	@echo '三级 Sanji'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20
	@echo '  PORT=8000  DATA_DIR=.data  DISTRICT=file.csv    用于 for: make demo'

demo: $(SYNCED) ## 一条命令试用，内嵌主机，真实的区 · try it here: one process, a real district
	@exec $(RUN) -m deploy.demo

test: $(SYNCED) ## 全部测试，真实的 RabbitMQ 与 PostgreSQL · every test, on real RabbitMQ and PostgreSQL
	@$(RUN) -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder -m 'not long'

test-long: $(SYNCED) ## 其中的长形式：多次、更久 · their long forms: more draws, more seeds, more rounds
	@$(RUN) -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder -m long

test-fast: $(SYNCED) ## 只跑快的，15 秒以内 · what needs no database, under 15 s
	@$(RUN) -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder -m 'not server and not slow and not long' -k 'not sqlite' $(UNREAD)

alarms: $(SYNCED) ## 每个告警由真实故障触发并解除 · every alarm, by its real fault, on real processes and a real Prometheus
	@$(RUN) -m pytest -rP tests/operations/test_alarms_fire.py

lint: $(SYNCED) ## 格式、类型、分层 · format, types and layers
	@$(RUN) -m ruff check
	@$(RUN) -m ruff format --check
	@$(RUN) -m mypy
	@$(VENV)/bin/lint-imports --no-logo

chaos: $(SYNCED) ## 每种故障至少一次，MINUTES=2 · every fault at least once, for so many minutes; its table of recovery times
	@MINUTES=$(MINUTES) FAULTS='$(FAULTS)' $(RUN) -m pytest tests/faults/test_chaos.py -m long -k every_fault -s -o faulthandler_timeout=0

audit: $(SYNCED) ## 依赖公告、不安全的代码、密钥 · advisories, insecure code, secrets; 3: nobody could be asked
	@exec $(RUN) -m tools.audit

bench: $(SYNCED) ## 并排测量，打印比值 · measure side by side, print ratios
	@exec $(RUN) -m bench

screenshots: $(SYNCED) ## 重新截取管理台的图片 · take the pictures of docs/console.md anew
	@exec $(RUN) -m tests.console.screenshots

up: ## 用 docker compose 启动整个系统 · the whole system with docker compose
	@sh deploy/compose/up.sh

# Where DESTDIR names no folder, the installation has an environment of its own, and needs none here.
install: $(if $(DESTDIR),$(SYNCED)) ## 不用容器，装为 systemd 服务 · without containers, as units of systemd
	@RUN=$(RUN) DESTDIR=$(DESTDIR) sh deploy/systemd/install.sh

uninstall: ## 卸载，保留数据；PURGE=data 连数据一起删 · take it away and keep the data; PURGE=data takes that too
	@RUN=$(RUN) DESTDIR=$(DESTDIR) PURGE=$(PURGE) sh deploy/systemd/uninstall.sh

$(SYNCED): pyproject.toml uv.lock deploy/bootstrap.sh
	@VENV=$(VENV) sh deploy/bootstrap.sh
	@touch $@
