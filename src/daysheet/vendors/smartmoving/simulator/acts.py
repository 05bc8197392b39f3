"""
Everything that can happen in the account. Life and the writes of the API both go through these acts.

Each takes the business first, happens at ``business.now()``, and publishes the vendor's events for it:

- leads: ``create_lead`` ``change_lead`` ``convert_lead`` ``mark_bad``
- opportunities: ``create_opportunity`` ``change_opportunity`` ``set_status`` ``book`` ``cancel`` ``lose``
  ``delete_opportunity``
- jobs: ``add_job`` ``delete_job`` ``reschedule_job`` ``reprice_job`` ``change_service_type`` ``confirm_job``
  ``start_job`` ``end_job`` ``complete_job`` ``finalize_job`` ``close_job`` ``reset_job`` ``set_job_notes``
  ``replace_stops`` ``set_estimated_materials``
- customers and money: ``create_customer`` ``change_customer`` ``merge_customers`` ``add_payment`` ``refund_payment``
- the office: ``note_change`` ``noted`` ``log_communication`` ``add_document`` ``add_file`` ``add_follow_up``
  ``change_follow_up`` ``complete_follow_up`` ``delete_follow_up`` ``rename_branch`` ``switch_service_type``
  ``add_move_size`` ``add_referral_source``

An act that the vendor's rules forbid raises ValueError; what a caller may ask for is checked where it asks.
"""

from daysheet.vendors.smartmoving.simulator.customer_acts import (
    add_payment,
    change_customer,
    create_customer,
    merge_customers,
    refund_payment,
)
from daysheet.vendors.smartmoving.simulator.job_acts import (
    add_job,
    change_service_type,
    close_job,
    complete_job,
    confirm_job,
    delete_job,
    end_job,
    finalize_job,
    replace_stops,
    reprice_job,
    reschedule_job,
    reset_job,
    set_estimated_materials,
    set_job_notes,
    start_job,
)
from daysheet.vendors.smartmoving.simulator.office_acts import (
    add_document,
    add_file,
    add_follow_up,
    add_move_size,
    add_referral_source,
    change_follow_up,
    complete_follow_up,
    delete_follow_up,
    log_communication,
    note_change,
    noted,
    rename_branch,
    switch_service_type,
)
from daysheet.vendors.smartmoving.simulator.opportunity_acts import (
    book,
    cancel,
    change_lead,
    change_opportunity,
    convert_lead,
    create_lead,
    create_opportunity,
    delete_opportunity,
    lose,
    mark_bad,
    set_status,
)

__all__ = [
    "add_document",
    "add_file",
    "add_follow_up",
    "add_job",
    "add_move_size",
    "add_payment",
    "add_referral_source",
    "book",
    "cancel",
    "change_customer",
    "change_follow_up",
    "change_lead",
    "change_opportunity",
    "change_service_type",
    "close_job",
    "complete_follow_up",
    "complete_job",
    "confirm_job",
    "convert_lead",
    "create_customer",
    "create_lead",
    "create_opportunity",
    "delete_follow_up",
    "delete_job",
    "delete_opportunity",
    "end_job",
    "finalize_job",
    "log_communication",
    "lose",
    "mark_bad",
    "merge_customers",
    "note_change",
    "noted",
    "refund_payment",
    "rename_branch",
    "replace_stops",
    "reprice_job",
    "reschedule_job",
    "reset_job",
    "set_estimated_materials",
    "set_job_notes",
    "set_status",
    "start_job",
    "switch_service_type",
]
