# floorline. `make report` and `make test` are all one needs: each installs what is missing, builds, and runs.
#
#   make report      the reports of specs/*.yaml, in out/
#   make test        unit and end-to-end tests, plain and under AddressSanitizer and UndefinedBehaviorSanitizer
#   make             the program alone, build/floorline
#   make coverage    lines and branches that the tests reach
#   make faults      every allocation, write, open, rename of a run fails once
#   make keep        all that is shipped, judged by other programs; 200 runs in changed surroundings
#   make fuzz        libFuzzer on every reader, FUZZ_SECONDS=3600 each
#   make bench       how fast it is, beside a bare libharu program
#   make bench-peers the same report by LaTeX, matplotlib with ReportLab, and WeasyPrint (installs them)
#   make browser     every figure as SVG in Chromium, laid over the page of a report (installs it)
#   make thousand    1,000 different specs in one batch: its speed, its memory, its files, and what being killed costs
#   make install     PREFIX=/usr/local DESTDIR=
#   make lint        layout, cppcheck, clang-tidy
CC = gcc
BUILD = build
PREFIX = /usr/local
CFLAGS = -O2 -g
WARNINGS = -Wall -Wextra -Wshadow -Wconversion -Wformat-security $(if $(DEVELOPER),-Werror)
SANITIZERS = -fsanitize=address,undefined -fno-sanitize-recover=undefined

PKGS = cairo cairo-ft freetype2 fontconfig harfbuzz harfbuzz-subset yaml-0.1 md4c
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null)
ALL_CFLAGS = -std=c11 $(WARNINGS) $(CFLAGS) $(PKG_CFLAGS) -MMD -MP
ALL_LIBS = $(PKG_LIBS) -lhpdf -ldeflate -lz -lm

# From archives, where there are such: of cairo's shared library hang eleven more, for windows and screens, and to load
# them takes a third of the program's start; fontconfig, expat, libyaml and libdeflate take another tenth.
archive = $(filter /%,$(shell $(CC) -print-file-name=$(1)))
CAIRO := $(call archive,libcairo.a) $(call archive,libpixman-1.a)
FONTCONFIG := $(call archive,libfontconfig.a) $(call archive,libexpat.a)
YAML := $(call archive,libyaml.a)
DEFLATE := $(call archive,libdeflate.a)
PROGRAM_LIBS = $(foreach l,$(ALL_LIBS),$(strip $(or \
  $(if $(filter -lcairo,$l),$(and $(word 2,$(CAIRO)),$(CAIRO) -lpng16)), \
  $(if $(filter -lfontconfig,$l),$(and $(word 2,$(FONTCONFIG)),$(FONTCONFIG))), \
  $(if $(filter -lyaml,$l),$(YAML)),$(if $(filter -ldeflate,$l),$(DEFLATE)),$l)))

BUILD_PACKAGES = gcc libc6-dev pkg-config libcairo2-dev libfontconfig-dev libfreetype-dev libhpdf-dev libdeflate-dev zlib1g-dev \
  libharfbuzz-dev libyaml-dev libmd4c-dev fonts-sil-charis fonts-lato fonts-dejavu-core
HAN_PACKAGES = fonts-lxgw-wenkai fonts-droid-fallback
TEST_PACKAGES = libcmocka-dev procps parallel libasan8 libubsan1 poppler-utils qpdf mupdf-tools $(HAN_PACKAGES) \
  locales openjdk-17-jre-headless libpdfbox2-java libcommons-logging-java libcommons-io-java libjaxb-api-java \
  libactivation-java
FUZZ_PACKAGES = clang libclang-rt-14-dev
PEERS_PACKAGES = texlive-latex-extra texlive-pictures lmodern python3-matplotlib python3-reportlab python3-svglib weasyprint \
  fonts-dejavu-core poppler-utils
BROWSER_PACKAGES = chromium imagemagick poppler-utils $(HAN_PACKAGES)
LINT_PACKAGES = clang-format clang-tidy cppcheck

comma = ,
# All processors, unless the one who calls says how many jobs; what runs beside others is shown whole.
AT_ONCE = --no-print-directory --output-sync=target $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))
SOURCES := $(wildcard gen/*/*.c figures/*.c)
OBJECTS = $(SOURCES:%.c=$(BUILD)/%.o)
LIBRARY = $(BUILD)/libfloorline.a
TESTS = $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/test_*.c))
SPECS = $(wildcard specs/*.yaml)

program: $(BUILD)/floorline

# The Chinese fonts only where a spec asks for Chinese.
report:
	@$(call need,$(BUILD_PACKAGES) $(if $(shell grep -lE 'language: *zh' $(SPECS)),$(HAN_PACKAGES)))
	@$(MAKE) $(AT_ONCE) program
	@$(BUILD)/floorline report $(SPECS) -o out
	@[ ! -t 2 ] || ls out/*.pdf # elsewhere the program names them

test:
	@$(call need,$(BUILD_PACKAGES) $(TEST_PACKAGES))
	@$(MAKE) $(AT_ONCE) unit
	@$(MAKE) $(AT_ONCE) unit BUILD=$(BUILD)/sanitized CFLAGS="-O1 -g $(SANITIZERS)"

# Lines and branches that the tests reach; fails where a line is neither reached nor justified.
coverage:
	@$(call need,$(BUILD_PACKAGES) $(TEST_PACKAGES))
	@find $(BUILD)/coverage -name '*.gcda' -delete 2>/dev/null || :
	@$(MAKE) $(AT_ONCE) unit BUILD=$(BUILD)/coverage CFLAGS="-O0 -g --coverage -fprofile-update=atomic" \
	  COUNTED=$(BUILD)/coverage/tests/counted.o; tests=$$?; tests/coverage.sh $(BUILD)/coverage && exit $$tests

# Every allocation of whole runs fails once; `make test` looks at a part of them.
faults: $(BUILD)/tests/test_faults
	FLOORLINE_FAULTS=1 $(BUILD)/tests/test_faults

# libFuzzer on each reader for FUZZ_SECONDS by FUZZ_WORKERS at a time, on corpora that grow in build/fuzz; what crashes,
# leaks, hangs or takes too much memory stops it, and lies there. The number before the last `cov:` is the executions.
FUZZ_SECONDS = 3600
FUZZ_WORKERS = $(shell nproc)
FUZZ_TARGETS = spec config template formula kept results
FUZZ_FLAGS = -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
fuzz_seeds_spec = $(wildcard specs/*.yaml tests/bad/*.yaml)
fuzz_seeds_config = $(wildcard tests/configs/*.json specs/models/*.yaml)
fuzz_seeds_template = $(wildcard templates/*.md tests/fuzz/templates/*)
fuzz_seeds_kept = $(BUILD)/fuzz/kept/report.pdf $(BUILD)/fuzz/kept/plain.pdf
fuzz_seeds_formula = $(wildcard tests/fuzz/formulas/*)
fuzz_seeds_results = $(BUILD)/fuzz/kept/results.json
fuzz_words_spec = yaml
fuzz_words_config = json
fuzz_words_template = template
fuzz_words_formula = formula
fuzz_words_kept = pdf
fuzz_words_results = json

fuzz:
	@$(call need,$(BUILD_PACKAGES) $(FUZZ_PACKAGES))
	@$(MAKE) $(AT_ONCE) program
	@mkdir -p $(BUILD)/fuzz/kept && printf '{{model.name}}\n' >$(BUILD)/fuzz/kept/one.md
	@$(BUILD)/floorline report -q -t $(BUILD)/fuzz/kept/one.md specs/gpt-13b-1xa100-40gb.yaml -o $(BUILD)/fuzz/kept/report.pdf
	@$(BUILD)/floorline figure crossing specs/gpt-13b-1xa100-40gb.yaml -o $(BUILD)/fuzz/kept/plain.pdf
	@$(BUILD)/floorline calc specs/gpt-13b-2xa100-40gb.yaml | tr -d ' \n' >$(BUILD)/fuzz/kept/results.json
	@$(MAKE) --no-print-directory $(addprefix fuzz-,$(FUZZ_TARGETS))

fuzz-programs:
	@$(MAKE) $(AT_ONCE) CC=clang BUILD=$(BUILD)/fuzz CFLAGS="$(FUZZ_FLAGS)" \
	  $(addprefix $(BUILD)/fuzz/fuzz_,$(FUZZ_TARGETS))

$(BUILD)/fuzz_%: $(BUILD)/tests/fuzz/targets.o $(BUILD)/tests/fuzz/results.o $(LIBRARY) tests/fuzz/entry.c
	$(CC) $(CFLAGS) -fsanitize=fuzzer -DTARGET=fuzz_$* -o $@ tests/fuzz/entry.c $(filter %.o,$^) $(LIBRARY) $(ALL_LIBS)

fuzz-%: fuzz-programs
	@mkdir -p $(BUILD)/fuzz/corpus/$* $(BUILD)/fuzz/seeds/$*
	@cp $(fuzz_seeds_$*) $(wildcard tests/fuzz/found/$*/*) $(BUILD)/fuzz/seeds/$*
	ASAN_OPTIONS=detect_leaks=1 $(BUILD)/fuzz/fuzz_$* -fork=$(FUZZ_WORKERS) -ignore_ooms=0 -ignore_timeouts=0 \
	  -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=2048 -max_len=65536 -close_fd_mask=2 -dict=tests/fuzz/dictionaries/$(fuzz_words_$*) \
	  -artifact_prefix=$(BUILD)/fuzz/$*- $(BUILD)/fuzz/corpus/$* $(BUILD)/fuzz/seeds/$*

# Reports that can be kept: every spec, template, language and part of PDF/A.
keep:
	@$(call need,$(BUILD_PACKAGES) $(TEST_PACKAGES))
	@$(MAKE) --no-print-directory program
	@tests/keep.sh $(BUILD)/floorline

# Speed and memory, beside a bare libharu program, in one run.
BENCH_REPORTS = 1000
bench:
	@$(call need,$(BUILD_PACKAGES) poppler-utils)
	@$(MAKE) $(AT_ONCE) program $(addprefix $(BUILD)/bench/,run haru deflate) $(BUILD)/tests/bench_points
	@tests/bench/bench.sh $(BUILD) $(BENCH_REPORTS)
	@$(BUILD)/tests/bench_points

thousand:
	@$(call need,$(BUILD_PACKAGES) procps poppler-utils qpdf)
	@$(MAKE) --no-print-directory program
	@tests/thousand.sh $(BUILD) $(BENCH_REPORTS)

browser:
	@$(call need,$(BUILD_PACKAGES) $(BROWSER_PACKAGES))
	@$(MAKE) --no-print-directory program
	@tests/browser.sh $(BUILD)

# A comparable report by other programs, ten different ones of each in a batch.
bench-peers:
	@$(call need,$(BUILD_PACKAGES) $(PEERS_PACKAGES))
	@$(MAKE) --no-print-directory program $(BUILD)/bench/run
	@tests/bench/peers/peers.sh $(BUILD) 10

$(BUILD)/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -o $@ $< $(ALL_LIBS)

lint:
	@$(call need,$(BUILD_PACKAGES) $(LINT_PACKAGES))
	clang-format --dry-run --Werror $(wildcard gen/*.c gen/*/*.[ch] figures/*.[ch] tests/*.[ch] tests/*/*.[ch])
	cppcheck --quiet -j $(shell nproc) --std=c11 --library=posix --library=.cppcheck.cfg --enable=warning,performance,portability \
	  --suppress=readdirCalled --suppress=varFuncNullUB --suppress=preprocessorErrorDirective --suppress=ctuuninitvar --suppress=uninitvar:figures/shards.c \
	  --suppress=invalidFunctionArg:gen/command/batch.c --inline-suppr \
	  --error-exitcode=1 gen figures
	printf '%s\n' gen/*.c $(SOURCES) | xargs -P $(shell nproc) -I FILE nice clang-tidy --quiet FILE -- \
	  -std=c11 -DFLOORLINE_COMMIT='"lint"' -DMD4C_VERSION='"lint"' $(PKG_CFLAGS)

$(BUILD)/floorline: $(BUILD)/gen/main.o $(BUILD)/gen/memory.o $(COUNTED) $(LIBRARY)
	$(CC) $(CFLAGS) -o $@ $^ $(PROGRAM_LIBS)

$(LIBRARY): $(OBJECTS)
	@rm -f $@
	ar rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

# What was built: the commit where this is its repository, and the one library that cannot be asked itself.
COMMIT := $(shell [ "$$(git rev-parse --show-toplevel 2>/dev/null)" = "$(CURDIR)" ] && \
  git describe --always --abbrev=12 --dirty=+ --exclude='*' 2>/dev/null || echo unknown)
$(BUILD)/gen/base/version.o: ALL_CFLAGS += -DFLOORLINE_COMMIT='"$(COMMIT)"' \
  -DMD4C_VERSION='"$(shell pkg-config --modversion md4c 2>/dev/null)"'
$(BUILD)/gen/base/version.o: $(BUILD)/commit
$(BUILD)/commit: always
	@mkdir -p $(@D)
	@echo '$(COMMIT)' | cmp -s - $@ || echo '$(COMMIT)' >$@
always:

$(BUILD)/tests/bench_points: $(BUILD)/tests/bench_points.o $(LIBRARY)
	$(CC) $(CFLAGS) -o $@ $^ $(ALL_LIBS)

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(BUILD)/tests/program.o $(LIBRARY)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LIBRARY) $(ALL_LIBS) -lcmocka

# Faults are put into whole runs of the program, so it is linked in, main under another name.
$(BUILD)/tests/test_faults: $(BUILD)/tests/faults.o $(BUILD)/tests/floorline_main.o $(BUILD)/gen/memory.o $(COUNTED)
$(BUILD)/tests/test_faults: LDFLAGS = $(addprefix -Wl$(comma)--wrap=,malloc calloc realloc \
  __libc_malloc __libc_calloc __libc_realloc)
$(BUILD)/tests/floorline_main.o: gen/main.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Dmain=floorline_main -c -o $@ $<

$(BUILD)/tests/test_fuzz: $(BUILD)/tests/fuzz/targets.o $(BUILD)/tests/fuzz/results.o

# Every test is a program of its own; they find the program under test by $FLOORLINE. As many run at a time as make has jobs, the
# longest first; what each says is shown whole when it ends. All run, whichever fail.
LONGEST = faults batch structure verify pdf engines machine kept
RUNS = $(sort $(TESTS:$(BUILD)/tests/test_%=run-%))
unit: $(filter $(RUNS),$(LONGEST:%=run-%)) $(filter-out $(LONGEST:%=run-%),$(RUNS))
	@failed=$$(cat $(TESTS:=.failed) 2>/dev/null); if [ -n "$$failed" ]; then echo "failed:" $$failed; exit 1; fi

$(RUNS): run-%: $(BUILD)/tests/test_% $(BUILD)/floorline
	@rm -f $<.failed; echo "== $<"; FLOORLINE=$(abspath $(BUILD)/floorline) $< 2>&1 || echo $< >$<.failed

install: program
	install -d $(DESTDIR)$(PREFIX)/bin $(addprefix $(DESTDIR)$(PREFIX)/share/floorline/,models accelerators templates batch specs specs/measured specs/calibrations)
	install $(BUILD)/floorline $(DESTDIR)$(PREFIX)/bin/
	install -m 644 specs/models/*.yaml $(DESTDIR)$(PREFIX)/share/floorline/models/
	install -m 644 specs/accelerators/*.yaml $(DESTDIR)$(PREFIX)/share/floorline/accelerators/
	install -m 644 specs/*.yaml $(DESTDIR)$(PREFIX)/share/floorline/specs/
	install -m 644 specs/measured/*.yaml $(DESTDIR)$(PREFIX)/share/floorline/specs/measured/
	install -m 644 specs/calibrations/*.yaml $(DESTDIR)$(PREFIX)/share/floorline/specs/calibrations/
	install gen/batch/*.sbatch $(DESTDIR)$(PREFIX)/share/floorline/batch/
	install -m 644 templates/*.md $(DESTDIR)$(PREFIX)/share/floorline/templates/

clean:
	rm -rf $(BUILD)

# Installs the packages of $(1) that are missing, and says which; silent when none is.
define need
missing=; \
if command -v dpkg-query >/dev/null 2>&1; then \
  for p in $(1); do \
    dpkg-query -W -f '$${db:Status-Status}\n' "$$p" 2>/dev/null | grep -qx installed || missing="$$missing $$p"; \
  done; \
  if [ -n "$$missing" ]; then \
    echo "installing:$$missing"; \
    sudo=; if [ "$$(id -u)" -ne 0 ]; then sudo=sudo; fi; \
    $$sudo apt-get update -qq && \
    $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
  fi; \
else \
  echo "not a Debian system: these packages are needed: $(1)" >&2; \
fi
endef

.PHONY: always program report test keep bench bench-peers browser thousand coverage faults fuzz fuzz-programs lint unit install clean
.SECONDARY:
-include $(OBJECTS:.o=.d) $(BUILD)/gen/main.d $(BUILD)/gen/memory.d $(wildcard $(BUILD)/tests/*.d $(BUILD)/tests/fuzz/*.d)
