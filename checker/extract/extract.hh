// SPDX-License-Identifier: MIT
//
// extract.hh: what the parts of the extractor share.  One translation unit is
// walked once (unit.cc); its headers' functions have facts of their own (headers.hh); names.cc says
// how things are called in the facts, paths.cc turns expressions into access paths,
// conditions.cc branch conditions into variables, memory.cc names what is read and written, graph.cc
// turns a function body
// into its event graph, reduce.cc drops what no rule can need.
#ifndef EXTRACT_EXTRACT_HH
#define EXTRACT_EXTRACT_HH

#include <clang/Analysis/CFG.h>
#include <clang/AST/ASTContext.h>
#include <clang/AST/Decl.h>
#include <clang/AST/Expr.h>
#include <clang/Lex/Preprocessor.h>
#include <facts/facts.h>
#include "tokens.hh"
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hf {

// Does anything that models say of it depend on an argument?
bool has_conditions(const clang::FunctionDecl *fn);
// A record's name without its file.
std::string plain_record_name(const clang::RecordDecl *record);

// Names in the facts, stable across translation units.
class names {
public:
	names(clang::ASTContext &context, token_watch &watch) : context(context), watch(watch) {}

	const std::string &file_of(clang::SourceLocation loc) const { return watch.file_of(loc).path; }
	std::string record(const clang::RecordDecl *record) const;
	std::string variable(const clang::VarDecl *var) const;
	std::string function(const clang::FunctionDecl *fn) const;

private:
	std::string with_file(std::string name, clang::SourceLocation loc) const;

	clang::ASTContext &context;
	token_watch &watch;
};

// One translation unit, or the functions of one header in it, on the way into a
// fact_unit.  What other files say of a header's functions (contracts on other
// declarations, where they are defined) is in the unit's facts, not in the header's.
class unit {
public:
	unit(clang::ASTContext &context, token_watch &watch, const source *header)
		: context(context), watch(watch), header(header), facts(fact_unit_new()),
		  name(context, watch) {}
	unit(const unit &) = delete;
	~unit()
	{
		if (facts)
			fact_unit_free(facts);
	}
	// Its facts become somebody else's.
	fact_unit *take() { return std::exchange(facts, nullptr); }

	uint32_t string(const std::string &text)
	{
		if (!watch.has_counted_names())
			return fact_add_string(facts, text.c_str());
		return fact_add_string(facts, watch.normal(text).c_str());
	}
	fact_loc loc(clang::SourceLocation loc);
	// The macros that something comes out of, as the number of the innermost; or FACT_NONE.
	uint32_t macro(clang::SourceLocation loc);

	uint32_t function(const clang::FunctionDecl *fn);
	// Does a declaration of this function have the annotation?
	bool promises(uint32_t function, llvm::StringRef what) const;
	// Does what it does depend on its arguments' values?
	bool asks_arguments(uint32_t function) const { return decls[function] && has_conditions(decls[function]); }
	uint32_t field_path(uint32_t parent, const clang::FieldDecl *field);

	// A function value: the function or the slot that `e` reads, if it is one.
	std::optional<fact_value> function_value(const clang::Expr *e);
	uint32_t field_slot(const clang::FieldDecl *field);
	uint32_t variable_slot(const clang::VarDecl *var);
	uint32_t param_slot(const clang::FunctionDecl *fn, unsigned param);
	uint32_t return_slot(const clang::FunctionDecl *fn);
	uint32_t unknown_slot(const clang::Expr *e);
	uint32_t unknown_slot(const std::string &text);
	// One of its own, for what is called in `state`.
	uint32_t state_slot(const std::string &text, const std::string &state);
	void assign(uint32_t slot, const clang::Expr *value);
	// In a body that is trusted.
	bool ignores_stores = false;
	void assign_variable(const clang::VarDecl *var, const clang::Expr *value);

	// Reports something that cannot be stated as a fact; the unit then fails.
	void error(clang::SourceLocation loc, const std::string &text);

	// An annotation that is not understood.
	void unread(clang::SourceLocation loc, const std::string &text);
	// A function that stands for a statement of a macro: its first argument is the lock.
	uint32_t marked_function(const std::string &macro, const char *key, const fact_contract &c);

	// The definition with the body that the facts of callers depend on, or null.
	const clang::FunctionDecl *body_of(const clang::FunctionDecl *fn);
	// Headers that such a body was skipped in.
	const std::set<std::string> &wanted() const { return wanted_headers; }

	// The functions that the facts speak of, by number; null: of a macro.
	const std::vector<const clang::FunctionDecl *> &named() const { return decls; }

	// A variable or field that is a lock: its kind is its own.
	void add_made(const clang::DeclaratorDecl *place, const std::string &kind);
	// ... or that of `from`, which may be found later.
	void add_made_as(const clang::DeclaratorDecl *place, const clang::DeclaratorDecl *from);

	// Fills in what is known when all functions are.
	void finish();

	clang::ASTContext &context;
	token_watch &watch;
	const source *header;           // null: the unit itself
	fact_unit *facts;
	names name;
	bool has_guards = false;        // anywhere in the translation unit

private:
	uint32_t slot(uint32_t kind, uint32_t a, uint32_t b, const clang::ValueDecl *decl,
		      const std::string &text);
	const clang::FunctionDecl *shown_declaration(const clang::FunctionDecl *fn);
	std::optional<uint32_t> place_slot(const clang::Expr *place);

	std::map<const clang::FunctionDecl *, uint32_t> functions;
	std::map<std::string, uint32_t> marked;
	std::set<std::string> wanted_headers;
	std::map<std::tuple<uint32_t, uint32_t, uint32_t, uint32_t, uint32_t>, uint32_t> macros;
	llvm::DenseMap<uint32_t, uint32_t> macros_of;           // by place
	std::vector<const clang::FunctionDecl *> decls;         // by number; null: of a macro
	llvm::DenseMap<const source *, uint32_t> files;
	std::map<std::tuple<uint32_t, uint32_t, uint32_t>, uint32_t> slots;
	std::map<const clang::VarDecl *, uint32_t> local_slots;
	std::map<const clang::Decl *, std::string> made;
	std::vector<std::pair<const clang::DeclaratorDecl *, const clang::DeclaratorDecl *>> made_as;
};

// ---- models (modelled.cc)

// False after an error line.  Later models win over earlier ones.
bool add_model(const char *path);
// Does any section have this declaration's name?
bool has_model(const clang::Decl *decl);
// Forgets what was found in the unit read before.
void begin_models();
// A hash over the models' files: what they say shows in facts.
uint64_t hash_models();
// Which sections of the models had something to say, as facts.
void write_used_models(fact_unit *facts);
// The values of a model's key for this declaration.
struct modelled_text {
	std::string text, where;
	bool is_exact;                  // the declaration's own name, not a pattern
	std::string condition;          // `$2 == 0`, or empty
	bool is_unless;                 // ... is what it doesn't hold for
};
std::vector<modelled_text> modelled(const clang::Decl *decl, const char *key);
std::optional<std::string> modelled_annotation(const clang::Decl *decl, llvm::StringRef what);
// The sections of a macro; null for none.
const GPtrArray *macro_sections(const std::string &name);
// Sections about macros are met where those are defined: who uses them in a header's body may not be seen.
void note_macros(const clang::IdentifierTable &names);
// What they say of parameters that it doesn't have.
std::vector<std::string> unknown_params(const clang::FunctionDecl *fn);
// Is there an exact section for the function?
bool is_modelled(const clang::FunctionDecl *fn);
// A member that is no step of an access path: it and its record are one object.
bool is_part_without_name(const clang::FieldDecl *field);

// Annotations: a declaration's own, or else a model's.
std::optional<std::string> annotation(const clang::Decl *decl, llvm::StringRef what);

// constants.cc: what a model's conditions compare with.
void begin_constants(clang::Preprocessor &pp);
std::optional<uint32_t> constant_of(const unit &u, llvm::StringRef text);
// Of a parameter, which bits count and what they must be, or must not be.
// False if the function has no such parameter.
bool read_condition(const unit &u, const clang::FunctionDecl *fn, const modelled_text &m, fact_contract &c);
// Does it hold at this call?  Nothing, where the argument isn't constant.
std::optional<bool> condition_holds(const unit &u, const clang::CallExpr *call, const modelled_text &m);

// callbacks.cc: in which states a call's argument will be called, where that depends on others.
void note_callback(unit &u, const clang::CallExpr *call, unsigned arg);
// ... what is stored in a member of an object that a call in the same body sets up.  False if none does.
bool note_set_up(unit &u, const clang::Stmt *body, const clang::MemberExpr *place, const clang::Expr *value);
// ... where a macro's use says so.
void note_marked_callbacks(unit &u);
// The lock that is held where what is stored there is called.
void read_called_with(unit &u, const clang::Decl *decl, clang::QualType type, fact_slot &slot);

// made.cc: locks whose kind is that of what made them.
void note_made(unit &u, const clang::CallExpr *call);
void note_made(unit &u, const clang::Expr *place, const clang::Expr *value);
void note_made(unit &u, const clang::DeclaratorDecl *place, const clang::Expr *value);
extern const char by_creator[];
// Is a variable of this type a lock itself, though it is a pointer or a number?
bool is_handle(clang::QualType type);
std::optional<std::string> type_annotation(clang::QualType type, llvm::StringRef what);
// The kind of the lock type that `type` is, behind arrays and typedefs.
std::optional<std::string> lock_kind(clang::QualType type);
bool is_modelled_kind(clang::QualType type);

// The access path of a contract's text, in terms of the parameters of `fn`.
struct contract_lock {
	uint32_t path;
	std::string kind;
};
std::optional<contract_lock> parse_contract(unit &u, const clang::FunctionDecl *fn,
					    const std::string &text);
// In terms of the record that data are a field of, or null.
std::optional<contract_lock> parse_guard(unit &u, const clang::RecordDecl *record, const std::string &text);
// Any object that a function's parameters lead to.
std::optional<uint32_t> parse_object(unit &u, const clang::FunctionDecl *fn, const std::string &text);
// The same for a statement in the body of `fn`, where it may name a local variable.
class paths;
std::optional<contract_lock> parse_statement(unit &u, paths &p, const clang::FunctionDecl *fn,
					     clang::SourceLocation where, const std::string &text);
// The access path that a model's `returns` gives for a call, in terms of the callee's parameters.
std::optional<uint32_t> returned_path(unit &u, const clang::FunctionDecl *fn);
// The text of an attribute's argument.
std::string capability_text(const clang::Expr *e, const clang::ASTContext &context);
// What a field or variable is guarded by.
bool is_guarded(const clang::ValueDecl *decl);
// What it points to.
bool is_pointee_guarded(const clang::ValueDecl *decl);
void read_guards(unit &u, const clang::DeclaratorDecl *decl);
// A row of the program's own tables, which holdfast.h puts on a variable.
void read_rows(unit &u, const clang::VarDecl *var);
// A contract in terms of a function type's parameters.
struct argument_lock {
	uint32_t path;                  // parameter 0 is the argument
	std::string kind;
	unsigned argument;
};
std::optional<argument_lock> parse_argument_lock(unit &u, const clang::FunctionProtoType *type,
						 const std::string &text);
// Reading them: a contract of one kind; the outcome that a text begins with; the lock that it names.
fact_contract contract(uint32_t op, uint32_t text = FACT_NONE);
// Unless it is there already.
void add_contract(fact_function *out, const fact_contract &c);
std::string split_result(std::string text, char separator, fact_contract &c);
// False if the text names no lock: `text` + not_a_lock is then the message.
bool add_lock_contract(unit &u, const clang::FunctionDecl *decl, fact_function *out, fact_contract c,
		       const std::string &text);
extern const char not_a_lock[];
// capabilities.cc: clang's own attributes.
bool has_own_annotation(const clang::Decl *decl);
// What lock_returned says, of this declaration.
std::optional<std::string> returned_capability(const clang::FunctionDecl *decl);
// `lock` is taken after `earlier`, as acquired_after and acquired_before say.
struct lock_order {
	const clang::DeclaratorDecl *lock, *earlier;
};
std::vector<lock_order> read_orders(unit &u, const clang::DeclaratorDecl *decl);
bool is_capability(const clang::Attr *attr);
void read_capabilities(unit &u, const clang::FunctionDecl *decl, fact_function *out);
void read_contracts(unit &u, const clang::FunctionDecl *fn, fact_function *out);
// An object that nobody else has.
bool returns_fresh(const clang::FunctionDecl *fn);
// Changes nothing but what its arguments lead to.
bool writes_arguments(const clang::FunctionDecl *fn);

// Something in memory that an expression reads.
struct memory_place {
	std::string key;
	uint32_t size_bytes;
};
memory_place variable_place(const unit &u, const clang::VarDecl *var);
// False for what may change by itself, or with something else.
bool readable_field(const unit &u, const clang::FieldDecl *field, std::vector<memory_place> &places);
bool is_written_by(const memory_place &place, const std::string &key);
// Where a pointer was read from; `pointer` is then that place.  Null: from none that has a name.
const clang::ValueDecl *pointer_source(const clang::Expr *&pointer);
class locals;
void written_keys(const unit &u, const locals &l, const clang::Expr *lvalue, std::set<std::string> &keys);
// What a function that changes what its arguments lead to changes there.
std::set<std::string> keys_behind(const unit &u, const locals &l, const clang::CallExpr *call);
// The key of what a pointer to `object` may lead to.
std::optional<std::string> taken_key(const unit &u, const clang::Expr *object);

// How one function's local variables are written.
class locals {
public:
	locals(unit &u, const clang::FunctionDecl *fn, fact_function *out);

	uint32_t var(const clang::VarDecl *var);
	uint32_t fresh_var(const std::string &name);
	// The variable that has the result of a call or a choice.
	uint32_t result(const clang::Expr *e);
	// The variable that `e` is, also through a parameter that points to one.
	const clang::VarDecl *variable(const clang::Expr *e) const;
	const clang::VarDecl *pointed_to(const clang::Expr *pointer) const;
	const clang::VarDecl *points_to_variable(const clang::VarDecl *pointer) const;
	// From here on the body belongs to this function too, and its parameter points to `var`.
	void add_body(const clang::FunctionDecl *fn, const clang::VarDecl *var);
	bool is_local(const clang::VarDecl *var) const;
	// The one expression that a variable is ever given, if there is but one.
	const clang::Expr *only_definition(const clang::VarDecl *var) const;
	bool is_escaping(const clang::VarDecl *var) const;
	bool is_reassigned_param(const clang::VarDecl *var) const;
	// A scalar field of a local record that nobody has the address of, as a variable of its
	// own; FACT_NONE: it is none.
	uint32_t field(const clang::Expr *member);
	uint32_t field(const clang::VarDecl *var, const clang::FieldDecl *field);
	// Those that were asked for.
	std::vector<std::pair<const clang::FieldDecl *, uint32_t>> fields_of(const clang::VarDecl *var) const;
	// The lock pointer that a field of a local record has for good, or null (records.cc).
	const clang::Expr *stored_in(const clang::Expr *e) const;

private:
	bool is_constant(const clang::Expr *e) const;

	struct usage {
		unsigned definitions = 0;
		const clang::Expr *definition = nullptr;
		bool address_taken = false;
		bool field_address_taken = false;
	};
	friend class usage_visitor;

	unit &u;
	fact_function *out;
	std::map<const clang::VarDecl *, usage> uses;
	std::map<const clang::VarDecl *, uint32_t> vars;
	std::map<std::pair<const clang::VarDecl *, const clang::FieldDecl *>, uint32_t> fields;
	std::map<const clang::Expr *, uint32_t> results;
	std::map<const clang::VarDecl *, const clang::VarDecl *> points_to;
	std::set<const clang::FunctionDecl *> bodies;
};

// Access paths in one function.
class paths {
public:
	paths(unit &u, locals &l) : u(u), l(l) {}

	uint32_t pointee(const clang::Expr *pointer, unsigned depth = 0);
	uint32_t object(const clang::Expr *lvalue, unsigned depth = 0);
	// The lock that a handle which is no pointer stands for.
	uint32_t handle(const clang::Expr *e);
	// The variable itself, or what it points to.
	uint32_t variable(const clang::VarDecl *var);

private:
	uint32_t unknown() { return fact_add_path(u.facts, FACT_PATH_UNKNOWN, FACT_NONE, 0, 0); }
	uint32_t step(uint32_t parent, uint32_t kind, uint32_t a = 0, uint32_t b = 0);
	uint32_t index(uint32_t parent);
	uint32_t variable_object(const clang::VarDecl *var);
	uint32_t variable_pointee(const clang::VarDecl *var, unsigned depth);
	uint32_t container_of(const clang::BinaryOperator *minus, unsigned depth);
	uint32_t at_call(uint32_t path, const clang::CallExpr *call, unsigned depth);

	unit &u;
	locals &l;
};

// Asks for something that may not be there yet, and doesn't wait for it: a trylock too.
bool polls(const clang::FunctionDecl *fn);
// Does anything in the body?
bool any_polls(const clang::CFG &cfg);
// How a condition bounds a loop.
struct limits {
	std::vector<const clang::VarDecl *> counters;
	bool by_time = false;
};
// The variables of a function that step on by themselves.
std::set<const clang::VarDecl *> counters_of(const clang::FunctionDecl *fn);
limits limits_of(const clang::Expr *condition, const std::set<const clang::VarDecl *> &counters);

// Does the call become a node?
bool is_followed(const clang::CallExpr *e);
bool is_lock_pointer(clang::QualType type);
// What a path of facts begins with.
uint32_t root_of(const unit &u, uint32_t path);
// A lock pointer is stored in a field or variable of static storage.
void add_pointer(unit &u, const clang::Expr *place, const clang::Expr *value);
void add_pointer(unit &u, const clang::ValueDecl *place, const clang::Expr *value);

bool is_function_pointer(clang::QualType type);
// Behind parentheses, casts and the last statement of a statement expression.
const clang::Expr *strip(const clang::Expr *e);
const clang::Expr *strip_condition(const clang::Expr *e, bool &negated);

void build_graph(unit &u, const clang::FunctionDecl *fn, fact_function *out);
void reduce_graph(unit &u, fact_function *out);
// Everything outside of bodies.
void walk_declarations(unit &u);
void walk_function(unit &u, const clang::FunctionDecl *fn);
// A hash over what stands on later declarations and shows in the facts of bodies.
uint64_t hash_late_annotations(unit &u);

} // namespace hf
#endif
