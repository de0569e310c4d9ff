"""Migration operations of our own."""

from django.db.migrations.operations.base import Operation


class InstallTriggers(Operation):
    """Install the triggers of many models at once: `[(model name, trigger), …]`.

    pgtrigger's own operation renders all models anew for every single trigger; with a hundred of
    them that made a first migration ten times as long.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, triggers):
        self.triggers = triggers

    def deconstruct(self):
        return type(self).__name__, [], {"triggers": self.triggers}

    def state_forwards(self, app_label, state):
        # Triggers change no field, so that no model has to be rendered again.
        for model_name, trigger in self.triggers:
            options = state.models[app_label, model_name].options
            options["triggers"] = [*options.get("triggers", []), trigger]

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for _model_name, trigger in self.triggers:
            schema_editor.execute(trigger.install_sql, params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for _model_name, trigger in self.triggers:
            schema_editor.execute(trigger.uninstall_sql, params=None)

    def describe(self):
        return f"Install {len(self.triggers)} triggers"
