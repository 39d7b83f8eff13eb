# floorline: `make report` and `make test` are all one needs; each does its own set-up.
CC ?= gcc
BUILD ?= build
CFLAGS ?= -O2 -g
WARNINGS = -Wall -Wextra -Wshadow -Wconversion $(if $(DEVELOPER),-Werror)
PKGS = cairo cairo-ft freetype2 fontconfig harfbuzz harfbuzz-subset yaml-0.1 md4c
ALL_CFLAGS = -std=c11 $(WARNINGS) $(CFLAGS) $(SANITIZE) $(shell pkg-config --cflags $(PKGS)) -MMD -MP
ALL_LIBS = $(SANITIZE) $(shell pkg-config --libs $(PKGS)) -lhpdf -lm

SOURCES = $(wildcard gen/*/*.c figures/*.c)
OBJECTS = $(SOURCES:%.c=$(BUILD)/%.o)
LIBRARY = $(BUILD)/libfloorline.a
TESTS = $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/test_*.c))

$(BUILD)/floorline: $(BUILD)/gen/main.o $(LIBRARY)
	$(CC) $(CFLAGS) -o $@ $^ $(ALL_LIBS)

$(LIBRARY): $(OBJECTS)
	rm -f $@ && ar rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(LIBRARY)
	$(CC) $(CFLAGS) -o $@ $^ $(ALL_LIBS) -lcmocka

unit: $(TESTS)
	@for t in $(TESTS); do $$t || exit 1; done

clean:
	rm -rf $(BUILD)

.PHONY: unit clean
.SECONDARY:
-include $(wildcard $(BUILD)/gen/*/*.d $(BUILD)/figures/*.d $(BUILD)/gen/*.d $(BUILD)/tests/*.d)
